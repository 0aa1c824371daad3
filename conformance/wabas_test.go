package conformance

import (
	"strings"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func wabaMethods() []method {
	return []method{
		{"WABAs.Get", "getWhatsAppBusinessAccountDetails", func(s *session) (any, error) {
			return s.WABAs.Get(s, graphtest.WABAID, s.opts...)
		}},
		{"WABAs.Update", "updateWhatsAppBusinessAccount", func(s *session) (any, error) {
			request := whatsapp.UpdateWABARequest{Name: new(strings.Repeat("a", 100)), TimezoneID: new("2")}
			if s.filtered {
				request.IsEnabledForInsights = new(true)
				request.DisableMarketingMessagesOnCloudAPI, request.TemplateAutoArchivalEnabled = new(true), new(true)
			}
			return succeeded(s.WABAs.Update(s, graphtest.WABAID, request, s.opts...))
		}},
		{"WABAs.CreateSchedule", "createWhatsAppBusinessAccountSchedule", func(s *session) (any, error) {
			return s.WABAs.CreateSchedule(s, graphtest.WABAID, s.schedule(), s.opts...)
		}},
	}
}

// undocumentedWABAMethods has the methods whose operations the document lacks.
func undocumentedWABAMethods() []method {
	return []method{
		{"WABAs.Create", olderReference, func(s *session) (any, error) {
			return s.WABAs.Create(s, graphtest.BusinessID, whatsapp.CreateWABARequest{Name: "Second account"}, s.opts...)
		}},
		{"WABAs.AddCatalog", apiDescription, func(s *session) (any, error) {
			return nil, s.WABAs.AddCatalog(s, graphtest.WABAID, graphtest.FreeCatalogID, s.opts...)
		}},
		{"WABAs.RemoveCatalog", apiDescription, func(s *session) (any, error) {
			return nil, s.WABAs.RemoveCatalog(s, graphtest.WABAID, graphtest.CatalogID, s.opts...)
		}},
	}
}

// schedule returns a schedule at the limits of the document.
func (s *session) schedule() whatsapp.CreateScheduleRequest {
	return whatsapp.CreateScheduleRequest{
		Name: strings.Repeat("a", 100), Description: new(strings.Repeat("b", 500)), Type: whatsapp.ScheduleTypeCustom,
		StartTime: "00:00", EndTime: "23:59", Timezone: new("America/New_York"),
		DaysOfWeek:        []whatsapp.DayOfWeek{whatsapp.DayOfWeekMonday, whatsapp.DayOfWeekSunday},
		RecurrencePattern: &whatsapp.ScheduleRecurrence{Frequency: whatsapp.ScheduleFrequencyYearly, Interval: new(1), EndDate: "2027-12-31"},
		IsActive:          new(true),
	}
}

func (s *session) schedules() *whatsapp.ListSchedulesOptions {
	options := &whatsapp.ListSchedulesOptions{ListOptions: s.page}
	if s.filtered {
		options.Status, options.Type, options.IsActive = whatsapp.ScheduleStatusActive, whatsapp.ScheduleTypeBusinessHours, new(true)
		options.Sort = whatsapp.ScheduleSortUpdatedTimeDescending
	}
	return options
}

func (s *session) activities() *whatsapp.ListActivitiesOptions {
	options := &whatsapp.ListActivitiesOptions{ListOptions: s.page}
	if s.filtered {
		options.Types = []whatsapp.WABAActivityType{whatsapp.WABAActivityTypePhoneNumberVerified, whatsapp.WABAActivityTypeUserAdded}
		options.Since = time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)
		options.Until = options.Since.AddDate(0, 0, 30)
	}
	return options
}
