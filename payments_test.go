package whatsapp_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

const (
	paymentName = "shop-payments"
	orderName   = "order-7781"
	gatewayURL  = "https://www.facebook.com/payment/onboarding/init/?state=1"
)

func paymentMethods() []method {
	return slices.Concat(paymentConfigurationLists(), paymentConfigurationReads(), paymentConfigurationChanges(), payments())
}

func shopConfiguration() whatsapp.PaymentConfiguration {
	return whatsapp.PaymentConfiguration{
		Name: paymentName, Status: whatsapp.PaymentConfigurationStatusActive,
		MerchantCategoryCode: &whatsapp.PaymentCode{Code: "5814", Description: "Fast food"},
		PurposeCode:          &whatsapp.PaymentCode{Code: "00", Description: "Purchase"},
		ProviderMID:          "acc_GP4lfNA0iIMn5B", ProviderName: whatsapp.PaymentProviderRazorpay,
		CreatedTime: moment("1720203204"), UpdatedTime: moment("1721088316"),
	}
}

// groupedPage is a page that came as [{"payment_configurations": [...]}].
func groupedPage(paging *whatsapp.Paging, configurations ...whatsapp.PaymentConfiguration) *whatsapp.Page[whatsapp.PaymentConfiguration] {
	page := new(whatsapp.Page[whatsapp.PaymentConfiguration])
	if err := page.UnmarshalJSON([]byte(`{"data":[{"payment_configurations":[]}]}`)); err != nil {
		panic(err)
	}
	page.Data, page.Paging = append(page.Data, configurations...), paging
	return page
}

func paymentConfigurationLists() []method {
	upi := whatsapp.PaymentConfiguration{
		Name: "shop-upi", Status: whatsapp.PaymentConfigurationStatusNeedsTesting, MerchantVPA: "shop@bank",
	}
	return listRow[whatsapp.PaymentConfiguration, whatsapp.ListOptions]{
		list:      (*whatsapp.PaymentService).ListConfigurations,
		all:       (*whatsapp.PaymentService).AllConfigurations,
		operation: "GET /{waba-id}/payment_configurations",
		ids:       []string{wabaID},
		options:   secondPage,
		fields:    []string{"configuration_name", "status"},
		page:      groupedPage(lastPage, shopConfiguration(), upi),
		others: map[string]*whatsapp.Page[whatsapp.PaymentConfiguration]{
			"no_configurations": groupedPage(nil),
			"flat":              {Data: []whatsapp.PaymentConfiguration{upi}},
		},
	}.methods()
}

func paymentConfigurationReads() []method {
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Payments.GetConfiguration(ctx, id, paymentName, opts...))
	}
	return []method{{
		name: "Payments.GetConfiguration", operation: "GET /{waba-id}/payment_configuration/{configuration-name}",
		repeat: whatsapp.RepeatSafe, id: wabaID, holds: onlyEntry,
		cases: []exchange{one("payments/get_configuration_success", get, new(shopConfiguration()))},
	}}
}

func paymentConfigurationChanges() []method {
	create := func(request whatsapp.CreatePaymentConfigurationRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Payments.CreateConfiguration(ctx, id, request, append(first, opts...)...))
		}
	}
	update := func(request whatsapp.UpdatePaymentConfigurationRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.Payments.UpdateConfiguration(ctx, id, paymentName, request, append(first, opts...)...))
		}
	}
	renew := func(request whatsapp.RenewOAuthLinkRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Payments.RenewOAuthLink(ctx, id, request, append(first, opts...)...))
		}
	}
	remove := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Payments.DeleteConfiguration(ctx, id, paymentName, opts...))
	}
	connected, succeeded := "https://shop.test/connected", &whatsapp.CreatedPaymentConfiguration{Success: true}
	link := &whatsapp.PaymentOAuthLink{
		OAuthURL: gatewayURL, Expiration: moment("1721687287"),
	}
	return []method{
		{
			name: "Payments.CreateConfiguration", operation: "POST /{waba-id}/payment_configuration", repeat: whatsapp.RepeatUnsafe, id: wabaID,
			cases: []exchange{
				one("payments/create_configuration_success", create(whatsapp.CreatePaymentConfigurationRequest{
					Name: paymentName, ProviderName: whatsapp.PaymentProviderRazorpay, MerchantCategoryCode: "5814", PurposeCode: "00",
					RedirectURL: connected,
				}), &whatsapp.CreatedPaymentConfiguration{
					Success: true, OAuthURL: gatewayURL, Expiration: moment("1721687287"),
				}),
				one("payments/create_configuration_upi", create(whatsapp.CreatePaymentConfigurationRequest{
					Name: "shop-upi", ProviderName: whatsapp.PaymentProviderUPI, MerchantVPA: "shop@bank",
				}), succeeded),
				one("payments/create_configuration_beyond_limits",
					create(whatsapp.CreatePaymentConfigurationRequest{}, whatsapp.WithoutValidation()), succeeded),
			},
		},
		{
			name: "Payments.UpdateConfiguration", operation: "POST /{waba-id}/payment_configuration/{configuration-name}",
			repeat: whatsapp.RepeatSafe, id: wabaID,
			cases: []exchange{
				one("payments/update_configuration_success",
					update(whatsapp.UpdatePaymentConfigurationRequest{DataEndpointURL: new("https://flows.shop.test/checkout")}), nil),
				one("payments/update_configuration_remove", update(whatsapp.UpdatePaymentConfigurationRequest{DataEndpointURL: new("")}), nil),
				one("payments/update_configuration_beyond_limits",
					update(whatsapp.UpdatePaymentConfigurationRequest{}, whatsapp.WithoutValidation()), nil),
			},
		},
		{
			name: "Payments.RenewOAuthLink", operation: "POST /{waba-id}/generate_payment_configuration_oauth_link",
			repeat: whatsapp.RepeatUnsafe, id: wabaID,
			cases: []exchange{
				one("payments/renew_oauth_link_success",
					renew(whatsapp.RenewOAuthLinkRequest{ConfigurationName: paymentName, RedirectURL: connected}), link),
				one("payments/renew_oauth_link_beyond_limits", renew(whatsapp.RenewOAuthLinkRequest{}, whatsapp.WithoutValidation()), link),
			},
		},
		{
			name: "Payments.DeleteConfiguration", operation: "DELETE /{waba-id}/payment_configuration", repeat: whatsapp.RepeatSafe, id: wabaID,
			cases: []exchange{one("payments/delete_configuration_success", remove, nil)},
		},
	}
}

func payments() []method {
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Payments.Get(ctx, id, paymentName, orderName, opts...))
	}
	refund := func(request whatsapp.RefundPaymentRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Payments.Refund(ctx, id, request, append(first, opts...)...))
		}
	}
	return []method{
		{
			name: "Payments.Get", operation: "GET /{phone-number-id}/payments/{configuration-name}/{reference-id}",
			repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			holds: func(answer any) any { return answer.(map[string]any)["payments"].([]any)[0] },
			cases: []exchange{
				one("payments/get_success", get, refundedOrder()),
				one("payments/get_gateway_fields", get, &whatsapp.Payment{
					ReferenceID: orderName, Status: whatsapp.PaymentStatusPending, Currency: "INR", Amount: rupees(21000),
					UDF1: "a", UDF2: "b", UDF3: "c", UDF4: "d", Extra1: "e", Extra2: "f",
					AdditionalInfo1: "g1", AdditionalInfo2: "g2", AdditionalInfo3: "g3", AdditionalInfo4: "g4",
					AdditionalInfo5: "g5", AdditionalInfo6: "g6", AdditionalInfo7: "g7",
				}),
			},
		},
		{
			name: "Payments.Refund", operation: "POST /{phone-number-id}/payments_refund", repeat: whatsapp.RepeatNever, id: phoneNumberID,
			cases: []exchange{
				one("payments/refund_success", refund(refundOf(100)), &whatsapp.RefundedPayment{
					ID: "rfnd_1", Status: whatsapp.RefundStatusPending, SpeedProcessed: whatsapp.RefundSpeedNormal,
				}),
				one("payments/refund_beyond_limits", refund(whatsapp.RefundPaymentRequest{}, whatsapp.WithoutValidation()), &whatsapp.RefundedPayment{
					ID: "rfnd_1", Status: whatsapp.RefundStatusCompleted, SpeedProcessed: whatsapp.RefundSpeedNormal,
				}),
			},
		},
	}
}

func rupees(hundredths int64) whatsapp.PaymentAmount {
	return whatsapp.PaymentAmount{Value: hundredths, Offset: 100}
}

func refundOf(hundredths int64) whatsapp.RefundPaymentRequest {
	return whatsapp.RefundPaymentRequest{
		ReferenceID: orderName, ConfigurationName: paymentName, Speed: whatsapp.RefundSpeedInstant,
		Amount: whatsapp.RefundAmount{Currency: "INR", Value: hundredths, Offset: 100},
	}
}

func refundedOrder() *whatsapp.Payment {
	return &whatsapp.Payment{
		ReferenceID: orderName, Status: whatsapp.PaymentStatusCaptured, Currency: "INR", Amount: rupees(21000),
		Receipt: "receipt-7781", Notes: map[string]string{"shop": "north"},
		Transactions: []whatsapp.PaymentTransaction{
			{
				ID: "order_1", GatewayTransactionID: "pay_1", Type: whatsapp.PaymentGatewayTypeRazorpay,
				Status: whatsapp.PaymentTransactionStatusFailed, CreatedTime: moment("1772129215"), UpdatedTime: moment("1772129216"),
				Amount: new(rupees(21000)), OrderAmount: new(rupees(21000)), Currency: "INR",
				Method: &whatsapp.PaymentMethod{Type: whatsapp.PaymentMethodTypeUPI},
				Error:  &whatsapp.PaymentError{Code: "BAD_REQUEST_ERROR", Reason: "incorrect_pin"},
			},
			{
				ID: "order_1", GatewayTransactionID: "pay_2", Type: whatsapp.PaymentGatewayTypeRazorpay,
				Status: whatsapp.PaymentTransactionStatusSuccess, CreatedTime: moment("1772129329"), UpdatedTime: moment("1772129330"),
				Amount: new(rupees(21000)), OrderAmount: new(rupees(21000)), Currency: "INR",
				Method: &whatsapp.PaymentMethod{Type: whatsapp.PaymentMethodTypeCard},
				Refunds: []whatsapp.PaymentRefund{{
					ID: "rfnd_1", Amount: rupees(100), SpeedProcessed: whatsapp.RefundSpeedInstant, Status: whatsapp.RefundStatusSuccess,
					CreatedTime: moment("1772130000"), UpdatedTime: moment("1772130001"),
				}},
			},
		},
	}
}

func TestPaymentRequestsAreChecked(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	requireViolations(t, whatsapp.RefundPaymentRequest{}.Validate(),
		"reference_id is required", "payment_config_id is required", "amount.currency is required",
		"amount.value must be positive, not 0", "amount.offset must be 100, not 0")
	long := refundOf(-1)
	long.ReferenceID, long.ConfigurationName = strings.Repeat("a", 36), strings.Repeat("b", 61)
	requireViolations(t, long.Validate(), "reference_id has 36 characters, at most 35 are allowed",
		"payment_config_id has 61 characters, at most 60 are allowed", "amount.value must be positive, not -1")
	require.NoError(t, refundOf(1).Validate())
	requireViolations(t, whatsapp.CreatePaymentConfigurationRequest{ProviderName: whatsapp.PaymentProviderUPI}.Validate(),
		"configuration_name is required", "merchant_vpa is required")
	require.NoError(t, whatsapp.CreatePaymentConfigurationRequest{Name: strings.Repeat("a", 60), ProviderName: "NEW"}.Validate())
	requireViolations(t, client.Payments.DeleteConfiguration(t.Context(), graphtest.WABAID, ""), "configuration_name is required")
	_, err := client.Payments.RenewOAuthLink(t.Context(), graphtest.WABAID, whatsapp.RenewOAuthLinkRequest{})
	requireViolations(t, err, "configuration_name is required")
	err = client.Payments.UpdateConfiguration(t.Context(), graphtest.WABAID, paymentName, whatsapp.UpdatePaymentConfigurationRequest{})
	requireViolations(t, err, "data_endpoint_url is required")
}

// Configurations may come in several groups, and with what is none.
func TestGroupedConfigurations(t *testing.T) {
	t.Parallel()
	client := newClient(t, &fixedTransport{body: `{"data":[7,{"payment_configurations":[{"configuration_name":"a"}]},{"other":1},` +
		`{"payment_configurations":[{"configuration_name":"b"},8]}]}`})
	page, err := client.Payments.ListConfigurations(t.Context(), wabaID, nil)
	require.NoError(t, err)
	require.Len(t, page.Data, 2)
	require.Equal(t, "b", page.Data[1].Name)
}

// Graph writes the same provider and state in several ways.
func TestPaymentSpellings(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]whatsapp.PaymentConfiguration{
		`{"status":"Needs Testing","provider_name":"RazorPay"}`:   {Status: whatsapp.PaymentConfigurationStatusNeedsTesting, ProviderName: whatsapp.PaymentProviderRazorpay},
		`{"status":"ACTIVE","provider_name":"upi_vpa"}`:           {Status: whatsapp.PaymentConfigurationStatusActive, ProviderName: whatsapp.PaymentProviderUPI},
		`{"status":"Under Review","provider_name":"Tomorrow"}`:    {Status: "Under Review", ProviderName: "Tomorrow"},
		`{"status":"needs_connecting","provider_name":"Zaakpay"}`: {Status: whatsapp.PaymentConfigurationStatusNeedsConnecting, ProviderName: whatsapp.PaymentProviderZaakpay},
	} {
		var decoded whatsapp.PaymentConfiguration
		require.NoError(t, json.Unmarshal([]byte(text), &decoded))
		require.Equal(t, want, decoded, text)
	}
	require.Error(t, json.Unmarshal([]byte(`{"status":{}}`), new(whatsapp.PaymentConfiguration)))
}

func TestPaymentOfAnotherOrderIsNotFound(t *testing.T) {
	t.Parallel()
	client := newClient(t, &fixedTransport{body: `{"payments":[]}`})
	_, err := client.Payments.Get(t.Context(), phoneNumberID, paymentName, orderName)
	require.ErrorIs(t, err, whatsapp.ErrNotFound)
	require.ErrorContains(t, err, orderName)
	_, known := world(t)
	_, err = known.Payments.Get(t.Context(), graphtest.PhoneNumberID, "another", graphtest.PaidOrderID)
	require.ErrorIs(t, err, whatsapp.ErrNotFound)
}

// A refund whose answer was lost shows in the payment: that is how to find out.
func TestLostRefundIsLookedUp(t *testing.T) {
	t.Parallel()
	server, client := world(t)
	server.Script("POST /{phone}/payments_refund", graphtest.DropAfter())
	_, err := client.Payments.Refund(t.Context(), graphtest.PhoneNumberID, refundOf(1000))
	require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
	require.ErrorContains(t, err, "compare its refunds")
	require.Len(t, server.Requests(), 1)
	paid, err := client.Payments.Get(t.Context(), graphtest.PhoneNumberID, graphtest.PaymentConfigurationName, graphtest.PaidOrderID)
	require.NoError(t, err)
	require.Len(t, paid.Transactions, 1)
	require.Len(t, paid.Transactions[0].Refunds, 1, "the refund was made")
	require.Equal(t, rupees(1000), paid.Transactions[0].Refunds[0].Amount)
}

func TestPaymentLinksAreNotPrinted(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	created, err := client.Payments.CreateConfiguration(t.Context(), graphtest.WABAID, whatsapp.CreatePaymentConfigurationRequest{
		Name: "second", ProviderName: whatsapp.PaymentProviderPayU,
	})
	require.NoError(t, err)
	require.NotContains(t, created.OAuthURL.String(), "state=")
	failing := newClient(t, &fixedTransport{body: `{"oauth_url":"https://www.facebook.com/payment/onboarding/init/?state=secret"`})
	_, err = failing.Payments.RenewOAuthLink(t.Context(), wabaID, whatsapp.RenewOAuthLinkRequest{ConfigurationName: paymentName})
	require.Error(t, err)
	require.NotContains(t, err.Error(), "secret")
}
