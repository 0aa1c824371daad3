package whatsapp_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// The cost of last month, by category.
func ExampleAnalyticsService_GetPricing() {
	client, _ := inMemory()
	ctx := context.Background()
	account, err := client.WABAs.Get(ctx, graphtest.WABAID, whatsapp.WithFields("currency"))
	if err != nil {
		log.Fatal(err)
	}

	now := time.Now().UTC()
	thisMonth := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	report, err := client.Analytics.GetPricing(ctx, graphtest.WABAID, whatsapp.PricingAnalyticsRequest{
		Start:       thisMonth.AddDate(0, -1, 0),
		End:         thisMonth,
		Granularity: whatsapp.AnalyticsGranularityMonthly,
		Dimensions:  []whatsapp.PricingAnalyticsDimension{whatsapp.PricingAnalyticsDimensionPricingCategory},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, point := range report.DataPoints {
		if point.Cost != nil { // nil for an account that pays through a partner
			fmt.Printf("%s: %d messages, %.2f %s\n", point.Category, point.Volume, *point.Cost, account.Currency)
		}
	}
	// Unordered output:
	// MARKETING: 120 messages, 3.00 USD
	// UTILITY: 200 messages, 0.80 USD
	// AUTHENTICATION: 100 messages, 1.21 USD
	// SERVICE: 360 messages, 0.00 USD
}

// How often people join and leave a group.
func ExampleAnalyticsService_AllGroups() {
	client, _ := inMemory()
	now := time.Now()
	joined, left := 0, 0
	for report, err := range client.Analytics.AllGroups(context.Background(), graphtest.WABAID, whatsapp.GroupAnalyticsRequest{
		Start: now.AddDate(0, 0, -60), End: now, GroupID: graphtest.GroupID,
	}, nil) {
		if err != nil {
			log.Fatal(err)
		}
		for _, point := range report.DataPoints {
			joined += point.Joined
			left += point.Left
		}
	}
	fmt.Println(joined, "have joined,", left, "have left")
	// Output: 3 have joined, 1 have left
}

// Meta does not document what an entry holds, so it is passed on as it is.
func ExampleAnalyticsService_AllTemplatePerformance() {
	client, _ := inMemory()
	options := &whatsapp.ListTemplatePerformanceOptions{Name: graphtest.HelloTemplate}
	for performance, err := range client.Analytics.AllTemplatePerformance(context.Background(), graphtest.WABAID, options) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(string(performance.Raw))
	}
	// Output: {"id":"594425479261502","name":"hello_world"}
}

func ExampleAnalyticsService_EstimateReach() {
	client, _ := inMemory()
	reach, err := client.Analytics.EstimateReach(context.Background(), graphtest.WABAID, whatsapp.EstimateReachRequest{
		Countries: []string{"IN"}, DateInterval: whatsapp.ReachIntervalL28D,
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, estimate := range reach.Estimates {
		fmt.Println(estimate.BidAmount, reach.Currency, estimate.DeliveriesLowerBound, "to", estimate.DeliveriesUpperBound)
	}
	// Output:
	// 400 USD 500 to 570
	// 520 USD 600 to 670
	// 800 USD 700 to 770
}
