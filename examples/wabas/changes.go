package main

import (
	"context"
	"fmt"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
)

// change lets Meta archive templates that nobody uses, and adds a schedule.
func change(ctx context.Context, client *whatsapp.Client, wabaID string) error {
	err := client.WABAs.Update(ctx, wabaID, whatsapp.UpdateWABARequest{TemplateAutoArchivalEnabled: new(true)})
	if err != nil {
		return err
	}
	fmt.Println("  unused templates go to the archive")
	schedule, err := client.WABAs.CreateSchedule(ctx, wabaID, whatsapp.CreateScheduleRequest{
		Name: "Weekend", Type: whatsapp.ScheduleTypeBusinessHours, StartTime: "10:00", EndTime: "14:00",
		DaysOfWeek: []whatsapp.DayOfWeek{whatsapp.DayOfWeekSaturday, whatsapp.DayOfWeekSunday},
	})
	if err != nil {
		return err
	}
	fmt.Printf("  schedule %s added\n", schedule.ID)
	return nil
}

func showSchedules(ctx context.Context, client *whatsapp.Client, wabaID string) error {
	demo.Title("Schedules of %s that are in use", wabaID)
	for schedule, err := range client.WABAs.AllSchedules(ctx, wabaID, &whatsapp.ListSchedulesOptions{IsActive: new(true)}) {
		if err != nil {
			return err
		}
		fmt.Printf("  %-14s  %-18s  %s to %s\n", schedule.Name, schedule.Type, schedule.StartTime, schedule.EndTime)
	}
	return nil
}

// showActivities prints the latest that has happened to the account.
func showActivities(ctx context.Context, client *whatsapp.Client, wabaID string) error {
	demo.Title("What has happened to %s", wabaID)
	page, err := client.WABAs.ListActivities(ctx, wabaID, &whatsapp.ListActivitiesOptions{ListOptions: whatsapp.ListOptions{Limit: 10}},
		whatsapp.WithFields("activity_type", "actor_name", "description"))
	if err != nil {
		return err
	}
	for _, activity := range page.Data {
		fmt.Printf("  %-22s  %-18s  %s\n", activity.Type, activity.ActorName, activity.Description)
	}
	return nil
}
