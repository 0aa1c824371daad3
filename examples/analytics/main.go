// Analytics prints what an account cost last month by category, what it sent
// day by day, how its templates and their groups fared, and its conversations
// and calls.
//
//	go run ./examples/analytics
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_BUSINESS_ACCOUNT_ID set, it does the
// same against Meta. It changes nothing: whether templates are counted is left
// as it is.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	ctx, session := demo.Start()
	client := session.Client
	wabaID := session.ID("WHATSAPP_BUSINESS_ACCOUNT_ID", graphtest.WABAID)

	now := time.Now().UTC()
	end := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	start := end.AddDate(0, -1, 0)

	demo.Title("Cost of %s", start.Format("January 2006"))
	demo.Check(showCost(ctx, client, wabaID, start, end))
	demo.Title("Messages by day")
	demo.Check(showMessages(ctx, client, wabaID, start, end))
	demo.Title("Templates")
	demo.Check(showTemplates(ctx, client, wabaID, start, end))
	demo.Title("Groups of templates")
	demo.Check(showTemplateGroups(ctx, client, wabaID, start, end))
	demo.Title("Conversations")
	demo.Check(showConversations(ctx, client, wabaID, start, end))
	demo.Title("Calls")
	demo.Check(showCalls(ctx, client, wabaID, start, end))
}

// showCost adds up the cost. An account that pays through a partner does not
// see it.
func showCost(ctx context.Context, client *whatsapp.Client, wabaID string, start, end time.Time) error {
	account, err := client.WABAs.Get(ctx, wabaID, whatsapp.WithFields("currency"))
	if err != nil {
		return err
	}
	report, err := client.Analytics.GetPricing(ctx, wabaID, whatsapp.PricingAnalyticsRequest{
		Start: start, End: end, Granularity: whatsapp.AnalyticsGranularityMonthly,
		Dimensions: []whatsapp.PricingAnalyticsDimension{whatsapp.PricingAnalyticsDimensionPricingCategory},
	})
	if err != nil {
		return err
	}
	total := 0.0
	for _, point := range report.DataPoints {
		if point.Cost == nil {
			fmt.Printf("  %-16s  %5d delivered  billed by a partner\n", point.Category, point.Volume)
			continue
		}
		total += *point.Cost
		fmt.Printf("  %-16s  %5d delivered  %6.2f %s\n", point.Category, point.Volume, *point.Cost, account.Currency)
	}
	fmt.Printf("  %-16s                   %6.2f %s\n", "total", total, account.Currency)
	return nil
}

func showMessages(ctx context.Context, client *whatsapp.Client, wabaID string, start, end time.Time) error {
	report, err := client.Analytics.GetMessaging(ctx, wabaID, whatsapp.MessagingAnalyticsRequest{
		Start: start, End: end, Granularity: whatsapp.AnalyticsGranularityDaily,
	})
	if err != nil {
		return err
	}
	for _, point := range report.DataPoints {
		fmt.Printf("  %s  %d sent, %d delivered\n", point.Start.UTC().Format("Mon 2"), point.Sent, point.Delivered)
	}
	return nil
}

// showTemplates asks about ten templates, which is what Graph counts at a time.
func showTemplates(ctx context.Context, client *whatsapp.Client, wabaID string, start, end time.Time) error {
	page, err := client.Templates.List(ctx, wabaID, &whatsapp.ListTemplatesOptions{ListOptions: whatsapp.ListOptions{Limit: 10}})
	if err != nil || len(page.Data) == 0 {
		return err
	}
	names, ids := map[string]string{}, []string{}
	for _, template := range page.Data {
		names[template.ID] = template.Name
		ids = append(ids, template.ID)
	}
	request := whatsapp.TemplateAnalyticsRequest{Start: start, End: end, TemplateIDs: ids}
	for series, err := range client.Analytics.AllTemplates(ctx, wabaID, request, nil) {
		if isNotOptedIn(err) {
			fmt.Println("  not counted: the account has not been opted in")
			return nil
		}
		if err != nil {
			return err
		}
		for _, point := range series.DataPoints {
			fmt.Printf("  %-14s  %d sent, %d delivered, %d read\n", names[point.TemplateID], point.Sent, point.Delivered, point.Read)
			for _, button := range point.Clicked {
				fmt.Printf("  %-14s  %d clicks on %q\n", "", button.Count, button.ButtonContent)
			}
		}
	}
	return nil
}

// isNotOptedIn reports whether Meta does not count the templates of an account
// because nobody has asked it to, or because it does not do so for the account.
func isNotOptedIn(err error) bool {
	var failure *whatsapp.GraphAPIError
	return errors.As(err, &failure) && (failure.Code == 200005 || failure.Code == 200007)
}

func showTemplateGroups(ctx context.Context, client *whatsapp.Client, wabaID string, start, end time.Time) error {
	for group, err := range client.Templates.AllGroups(ctx, wabaID, nil) {
		if err != nil {
			return err
		}
		request := whatsapp.TemplateGroupAnalyticsRequest{Start: start, End: end, TemplateGroupIDs: []string{group.ID}}
		sent := 0
		for series, err := range client.Analytics.AllTemplateGroups(ctx, wabaID, request, nil) {
			if isNotOptedIn(err) {
				return nil // showTemplates has said so
			}
			if err != nil {
				return err
			}
			for _, point := range series.DataPoints {
				sent += point.Sent
			}
		}
		fmt.Printf("  %-14s  %d sent\n", group.Name, sent)
	}
	return nil
}

func showConversations(ctx context.Context, client *whatsapp.Client, wabaID string, start, end time.Time) error {
	report, err := client.Analytics.GetConversations(ctx, wabaID, whatsapp.ConversationAnalyticsRequest{
		Start: start, End: end, Granularity: whatsapp.AnalyticsGranularityMonthly,
		Dimensions: []whatsapp.ConversationAnalyticsDimension{whatsapp.ConversationAnalyticsDimensionConversationCategory},
	})
	if err != nil {
		return err
	}
	for _, point := range report.DataPoints {
		fmt.Printf("  %-16s  %d\n", point.Category, point.Conversation)
	}
	return nil
}

func showCalls(ctx context.Context, client *whatsapp.Client, wabaID string, start, end time.Time) error {
	report, err := client.Analytics.GetCalls(ctx, wabaID, whatsapp.CallAnalyticsRequest{
		Start: start, End: end, Granularity: whatsapp.AnalyticsGranularityMonthly,
		Dimensions: []whatsapp.CallAnalyticsDimension{whatsapp.CallAnalyticsDimensionDirection},
	})
	if err != nil {
		return err
	}
	for _, point := range report.DataPoints {
		fmt.Printf("  %-18s  %d calls, %.0f on average\n", point.Direction, point.Count, point.AverageDuration)
	}
	return nil
}
