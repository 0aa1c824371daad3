package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleWABAService_Update() {
	client, _ := inMemory()
	ctx := context.Background()
	err := client.WABAs.Update(ctx, graphtest.WABAID, whatsapp.UpdateWABARequest{
		TimezoneID:                         new("43"),
		DisableMarketingMessagesOnCloudAPI: new(true), // they go through the Marketing Messages API
	})
	if err != nil {
		log.Fatal(err)
	}
	account, err := client.WABAs.Get(ctx, graphtest.WABAID, whatsapp.WithFields("timezone_id", "disable_marketing_messages_on_cloud_api"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(account.TimezoneID, *account.DisableMarketingMessagesOnCloudAPI)
	// Output: 43 true
}

func ExampleWABAService_AllActivities() {
	client, _ := inMemory()
	options := &whatsapp.ListActivitiesOptions{
		Types: []whatsapp.WABAActivityType{whatsapp.WABAActivityTypeUserAdded, whatsapp.WABAActivityTypeUserRemoved},
	}
	for activity, err := range client.WABAs.AllActivities(context.Background(), graphtest.WABAID, options,
		whatsapp.WithFields("activity_type", "timestamp", "actor_name")) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s by %s at %s\n", activity.Type, activity.ActorName, activity.Timestamp.UTC().Format("2006-01-02 15:04"))
	}
	// Output: USER_ADDED by Account manager at 2026-03-02 10:00
}

func ExampleWABAService_CreateSchedule() {
	client, _ := inMemory()
	ctx := context.Background()
	_, err := client.WABAs.CreateSchedule(ctx, graphtest.WABAID, whatsapp.CreateScheduleRequest{
		Name: "Weekend", Type: whatsapp.ScheduleTypeBusinessHours, StartTime: "10:00", EndTime: "14:00",
		Timezone:   new("Europe/Berlin"),
		DaysOfWeek: []whatsapp.DayOfWeek{whatsapp.DayOfWeekSaturday, whatsapp.DayOfWeekSunday},
	})
	if err != nil {
		log.Fatal(err)
	}
	page, err := client.WABAs.ListSchedules(ctx, graphtest.WABAID, &whatsapp.ListSchedulesOptions{Type: whatsapp.ScheduleTypeBusinessHours})
	if err != nil {
		log.Fatal(err)
	}
	for _, schedule := range page.Data {
		fmt.Println(schedule.Name, schedule.StartTime, schedule.EndTime)
	}
	// Output:
	// Opening hours 09:00 17:00
	// Weekend 10:00 14:00
}

func ExampleWABAService_AddCatalog() {
	client, _ := inMemory()
	ctx := context.Background()
	if err := client.WABAs.AddCatalog(ctx, graphtest.WABAID, graphtest.FreeCatalogID); err != nil {
		log.Fatal(err)
	}
	if err := client.WABAs.RemoveCatalog(ctx, graphtest.WABAID, graphtest.CatalogID); err != nil {
		log.Fatal(err)
	}
	for catalog, err := range client.WABAs.AllCatalogs(ctx, graphtest.WABAID, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(catalog.Name)
	}
	// Output: Spare parts
}

func ExampleWABAService_Create() {
	client, _ := inMemory()
	ctx := context.Background()
	_, err := client.WABAs.Create(ctx, graphtest.BusinessID, whatsapp.CreateWABARequest{Name: "Repairs", Currency: new("EUR")})
	if err != nil {
		log.Fatal(err)
	}
	for account, err := range client.WABAs.All(ctx, graphtest.BusinessID, nil, whatsapp.WithFields("name", "currency")) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(account.Name, account.Currency)
	}
	// Output:
	// Retail account USD
	// Wholesale account USD
	// Client account USD
	// Repairs EUR
}
