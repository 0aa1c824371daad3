package provision

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp"
)

type callingSettings = whatsapp.CallingSettingsRequest

var calling = &definition[callingSettings]{
	kind: KindCalling,
	ofNumber: singleOf("calling",
		func(n *PhoneNumber) *callingSettings { return n.Calling },
		func(n *PhoneNumber, c *callingSettings) { n.Calling = c }),
	identify:   alone[callingSettings],
	read:       readCalling,
	comparable: comparableCalling,
	judge: func(v *verdict, _ *callingSettings, _ *found[callingSettings]) {
		if v.change.Action == ActionUpdate {
			v.change.Warnings = append(v.change.Warnings, "apps may take up to seven days to show it")
		}
	},
	validate: func(want *callingSettings, have *found[callingSettings]) error {
		err := whatsapp.UpdatePhoneNumberSettingsRequest{Calling: withHolidays(want, have)}.Validate()
		return within("calling.", err)
	},
	update: func(ctx context.Context, s *session, scope Target, want *callingSettings, have *found[callingSettings]) error {
		request := whatsapp.UpdatePhoneNumberSettingsRequest{Calling: withHolidays(want, have)}
		return s.client.PhoneNumbers.UpdateSettings(ctx, scope.PhoneNumberID, request)
	},
}

// within takes the name of the member that is checked out of the fields.
func within(prefix string, err error) error {
	invalid, ok := errors.AsType[*whatsapp.ValidationError](err)
	if !ok {
		return err
	}
	inner := &whatsapp.ValidationError{Violations: slices.Clone(invalid.Violations)}
	for i := range inner.Violations {
		inner.Violations[i].Field = strings.TrimPrefix(inner.Violations[i].Field, prefix)
	}
	return inner
}

func readCalling(ctx context.Context, s *session, scope Target, _ []*callingSettings) ([]found[callingSettings], error) {
	settings, err := s.client.PhoneNumbers.GetSettings(ctx, scope.PhoneNumberID)
	if err != nil {
		return nil, err
	}
	there := settings.Calling
	if there == nil {
		return onlyOne(callingSettings{}), nil
	}
	value := callingSettings{
		Status: given(there.Status), CallIconVisibility: given(there.CallIconVisibility), CallIcons: there.CallIcons,
		CallHours: there.CallHours, CallbackPermissionStatus: given(there.CallbackPermissionStatus),
		SRTPKeyExchangeProtocol: given(there.SRTPKeyExchangeProtocol), Video: there.Video, Voicemail: there.Voicemail,
	}
	if there.SIP != nil {
		value.SIP = &whatsapp.SIPSettingsRequest{Status: there.SIP.Status}
		for _, server := range there.SIP.Servers {
			request := whatsapp.SIPServerRequest{Hostname: server.Hostname, RequestURIUserParams: server.RequestURIUserParams}
			if server.Port != 0 {
				request.Port = &server.Port
			}
			value.SIP.Servers = append(value.SIP.Servers, request)
		}
	}
	if there.Audio != nil {
		value.Audio = &whatsapp.CallAudioRequest{AdditionalCodecs: there.Audio.AdditionalCodecs}
	}
	return onlyOne(value), nil
}

// withHolidays keeps the holidays that a number has where the document does not
// mention any: new call hours without them would delete them.
func withHolidays(want *callingSettings, have *found[callingSettings]) *callingSettings {
	if have == nil || want.CallHours == nil || want.CallHours.HolidaySchedule != nil || have.value.CallHours == nil {
		return want
	}
	hours := *want.CallHours
	hours.HolidaySchedule = have.value.CallHours.HolidaySchedule
	merged := *want
	merged.CallHours = &hours
	return &merged
}

// comparableCalling spells settings in one way: Graph writes them in capitals
// here and in small letters there, and the order of hours means nothing.
func comparableCalling(c *callingSettings) any {
	compared := *c
	compared.Status = inCapitals(c.Status)
	compared.CallIconVisibility = inCapitals(c.CallIconVisibility)
	compared.CallbackPermissionStatus = inCapitals(c.CallbackPermissionStatus)
	compared.SRTPKeyExchangeProtocol = inCapitals(c.SRTPKeyExchangeProtocol)
	if c.CallHours != nil {
		hours := *c.CallHours
		hours.Status = *inCapitals(&hours.Status)
		hours.WeeklyOperatingHours, hours.HolidaySchedule = slices.Clone(hours.WeeklyOperatingHours), slices.Clone(hours.HolidaySchedule)
		slices.SortFunc(hours.WeeklyOperatingHours, func(a, b whatsapp.OperatingHours) int {
			return cmp.Or(cmp.Compare(a.DayOfWeek, b.DayOfWeek), cmp.Compare(a.OpenTime, b.OpenTime))
		})
		slices.SortFunc(hours.HolidaySchedule, func(a, b whatsapp.HolidayHours) int {
			return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.StartTime, b.StartTime))
		})
		compared.CallHours = &hours
	}
	return compared
}
