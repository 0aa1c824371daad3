package main

import (
	"context"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/benchmarks/internal/abx"
)

// phone is a phone number as Graph answers when all its fields are asked for.
const phone = `{"id":"` + phoneNumberID + `","display_phone_number":"+1 555-010-0100","verified_name":"Old Town Shop",` +
	`"name_status":"APPROVED","new_display_name":"","new_name_status":"NONE","certificate":"CmUKIQjO4pW0tMLlAhIGZW50OndhIgxPbGQgVG93biBTaG9w",` +
	`"status":"CONNECTED","account_mode":"LIVE","code_verification_status":"VERIFIED","country_code":"US","country_dial_code":"1",` +
	`"is_official_business_account":false,"is_on_biz_app":false,"is_pin_enabled":true,"is_preverified_number":false,` +
	`"last_onboarded_time":"2025-06-01T12:00:00+0000","search_visibility":"VISIBLE","platform_type":"CLOUD_API",` +
	`"host_platform":"CLOUD_API","quality_rating":"GREEN","quality_score":{"score":"GREEN"},"throughput":{"level":"STANDARD"},` +
	`"health_status":{"can_send_message":"AVAILABLE","entities":[` +
	`{"entity_type":"PHONE_NUMBER","id":"` + phoneNumberID + `","can_send_message":"AVAILABLE"},` +
	`{"entity_type":"WABA","id":"` + wabaID + `","can_send_message":"AVAILABLE"},` +
	`{"entity_type":"BUSINESS","id":"506914307656634","can_send_message":"AVAILABLE"},` +
	`{"entity_type":"APP","id":"1234567890","can_send_message":"AVAILABLE"}]},` +
	`"messaging_limit_tier":"TIER_10K","conversational_automation":` + bot + `,` +
	`"webhook_configuration":{"application":"https://shop.example/webhook"}}`

const automation = `{"conversational_automation":` + bot + `,"id":"` + phoneNumberID + `"}`

// measurePhone reads an object of many fields, without a network.
func measurePhone(ctx context.Context, s settings) ([]result, error) {
	target := endpoint(graphURL, phoneNumberID, "")
	check := func(number *whatsapp.PhoneNumber) error {
		if number.ID != phoneNumberID || number.LastOnboardedTime.IsZero() || len(number.HealthStatus.Entities) != 4 {
			return errWrongAnswer
		}
		return nil
	}
	sdk, err := newSDK(graphURL, always(phone))
	if err != nil {
		return nil, err
	}
	return s.against(phone, figures{Time: 0.45, Allocs: 26}, func(client raw) error {
		var number whatsapp.PhoneNumber
		if err := client.get(ctx, target, &number); err != nil {
			return err
		}
		return check(&number)
	}, func() error {
		number, err := sdk.PhoneNumbers.Get(ctx, phoneNumberID)
		if err != nil {
			return err
		}
		return check(number)
	})
}

// measureAutomation reads an object inside another, without a network.
func measureAutomation(ctx context.Context, s settings) ([]result, error) {
	target := endpoint(graphURL, phoneNumberID, "") + "?fields=conversational_automation"
	check := func(automation *whatsapp.ConversationalAutomation) error {
		if automation == nil || len(automation.Commands) != 3 {
			return errWrongAnswer
		}
		return nil
	}
	sdk, err := newSDK(graphURL, always(automation))
	if err != nil {
		return nil, err
	}
	return s.against(automation, figures{Time: 0.50, Allocs: 30}, func(client raw) error {
		var number struct {
			Automation *whatsapp.ConversationalAutomation `json:"conversational_automation"`
		}
		if err := client.get(ctx, target, &number); err != nil {
			return err
		}
		return check(number.Automation)
	}, func() error {
		automation, err := sdk.Automation.Get(ctx, phoneNumberID)
		if err != nil {
			return err
		}
		return check(automation)
	})
}

// against compares the SDK with raw alone, on an answer from memory.
func (s settings) against(answer string, goal figures, plain func(raw) error, sdk func() error) ([]result, error) {
	first, second := newRaw(graphURL, always(answer)), newRaw(graphURL, always(answer))
	implementations := []abx.Implementation{
		{Name: "raw", Run: func() error { return plain(first) }},
		{Name: "raw again", Run: func() error { return plain(second) }},
		{Name: "whatsapp", Run: sdk},
	}
	implementations = withModern(implementations, graphURL, always(answer), plain)
	return s.inMemory(map[string]figures{"whatsapp": goal}, implementations...)
}
