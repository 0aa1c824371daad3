package whatsapp

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// CallingSettings are the settings for calls to and from a phone number.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-settings
type CallingSettings struct {
	Status             FeatureStatus      `json:"status"`
	CallIconVisibility CallIconVisibility `json:"call_icon_visibility"`
	CallIcons          *CallIcons         `json:"call_icons,omitzero"`
	CallHours          *CallHours         `json:"call_hours,omitzero"`
	// CallbackPermissionStatus says whether people who call are asked whether
	// the business may call them.
	CallbackPermissionStatus FeatureStatus           `json:"callback_permission_status"`
	SIP                      *SIPSettings            `json:"sip,omitzero"`
	SRTPKeyExchangeProtocol  SRTPKeyExchangeProtocol `json:"srtp_key_exchange_protocol"`
	Audio                    *CallAudio              `json:"audio,omitzero"`
	Video                    *CallVideo              `json:"video,omitzero"`
	Voicemail                *Voicemail              `json:"voicemail,omitzero"`
	// IPAddresses are those of Meta's servers.
	IPAddresses  *CallIPAddresses     `json:"ip_addresses,omitzero"`
	Restrictions *CallingRestrictions `json:"restrictions,omitzero"`
}

// CallIcons says who sees the button for calls.
type CallIcons struct {
	// RestrictToUserCountries are the countries of the phone numbers of those
	// who see it, such as "US"; with none, everybody does.
	RestrictToUserCountries []string `json:"restrict_to_user_countries,omitzero"`
}

// SIPSettings say whether calls are signalled over SIP, and where. While they
// are, the operations of calls cannot be used.
type SIPSettings struct {
	Status  FeatureStatus `json:"status"`
	Servers []SIPServer   `json:"servers,omitzero"`
}

// SIPServer is a server for calls over SIP.
type SIPServer struct {
	// AppID is the app that has set it up.
	AppID    string `json:"app_id"`
	Hostname string `json:"hostname"`
	// Port is 5061 unless it is set.
	Port int `json:"port"`
	// RequestURIUserParams are added to the user part of the request URI.
	RequestURIUserParams map[string]string `json:"request_uri_user_params,omitzero"`
	// SIPUserPassword comes only from
	// [PhoneNumberService.GetSettingsWithSIPCredentials].
	SIPUserPassword Secret `json:"sip_user_password"`
	// Password is the same under the name in Meta's reference.
	Password Secret `json:"password"`
}

// CallAudio says which codecs calls may use.
type CallAudio struct {
	Status FeatureStatus `json:"status"`
	// AdditionalCodecs are those besides Opus.
	AdditionalCodecs []AudioCodec `json:"additional_codecs,omitzero"`
}

// CallVideo says whether calls may have video.
type CallVideo struct {
	// Status says whether calls may have video.
	Status FeatureStatus `json:"status"`
}

// Voicemail says what happens to calls that are not answered. Its messages come
// as webhooks about audio messages, with the id of the call as theirs.
type Voicemail struct {
	// Status says whether voicemail answers calls.
	Status FeatureStatus `json:"status"`
	// Triggers are what lets it answer.
	Triggers []VoicemailTrigger `json:"triggers,omitzero"`
	Audio    *VoicemailAudio    `json:"audio,omitzero"`
}

// VoicemailAudio has the announcement for everybody.
type VoicemailAudio struct {
	Default VoicemailAnnouncement `json:"default"`
}

// VoicemailAnnouncement is what callers hear.
type VoicemailAnnouncement struct {
	// AnnouncementMediaID is a media object, which was uploaded for the use
	// case call_voicemail_announcement.
	AnnouncementMediaID string `json:"announcement_media_id"`
	// TimeoutSeconds is how long it rings first: 0 to 30. Without it the
	// trigger TIMEOUT is off.
	TimeoutSeconds *int `json:"timeout_seconds,omitzero"`
}

// CallIPAddresses are addresses of Meta's servers for calls.
type CallIPAddresses struct {
	Default []string `json:"default"`
}

// CallingRestrictions are what Meta has imposed on the calls of a number.
type CallingRestrictions struct {
	// List has the restrictions, or Restrictions has, which is the name in
	// Meta's reference.
	List         []CallingRestriction `json:"restrictions_list,omitzero"`
	Restrictions []CallingRestriction `json:"restrictions,omitzero"`
}

// CallingRestriction is one restriction.
type CallingRestriction struct {
	Type       CallingRestrictionType `json:"type"`
	Reason     string                 `json:"reason"`
	Expiration Time                   `json:"expiration,omitzero"`
}

// CallingSettingsRequest changes settings for calls. What is nil stays as it
// is.
type CallingSettingsRequest struct {
	// Status says whether the number takes and makes calls.
	Status             *FeatureStatus      `json:"status,omitzero"`
	CallIconVisibility *CallIconVisibility `json:"call_icon_visibility,omitzero"`
	CallIcons          *CallIcons          `json:"call_icons,omitzero"`
	// CallHours replaces the whole of the hours.
	CallHours *CallHours `json:"call_hours,omitzero"`
	// CallbackPermissionStatus says whether a person who calls is asked for the
	// permission to be called back.
	CallbackPermissionStatus *FeatureStatus           `json:"callback_permission_status,omitzero"`
	SIP                      *SIPSettingsRequest      `json:"sip,omitzero"`
	SRTPKeyExchangeProtocol  *SRTPKeyExchangeProtocol `json:"srtp_key_exchange_protocol,omitzero"`
	Audio                    *CallAudioRequest        `json:"audio,omitzero"`
	Video                    *CallVideo               `json:"video,omitzero"`
	// Voicemail does not go with call hours, since nobody can call outside of
	// them.
	Voicemail *Voicemail `json:"voicemail,omitzero"`
}

// SIPSettingsRequest sets up calls over SIP for the app of the token.
type SIPSettingsRequest struct {
	// Status says whether calls are signalled over SIP.
	Status  FeatureStatus      `json:"status"`
	Servers []SIPServerRequest `json:"servers,omitzero"`
}

// SIPServerRequest is a server for calls over SIP. It must speak TLS, with a
// certificate for its name.
type SIPServerRequest struct {
	// Hostname is the name of the server.
	Hostname string `json:"hostname"`
	// Port is 5061 unless it is set.
	Port *int `json:"port,omitzero"`
	// RequestURIUserParams are added to the user part of the URI of each call.
	RequestURIUserParams map[string]string `json:"request_uri_user_params,omitzero"`
}

// CallAudioRequest sets the codecs besides Opus; an empty list leaves Opus
// only.
type CallAudioRequest struct {
	AdditionalCodecs []AudioCodec `json:"additional_codecs,omitzero"`
}

func (r *CallingSettingsRequest) check() violations {
	var found violations
	if *r == (CallingSettingsRequest{}) {
		found.changesNothing("status")
	}
	if r.CallIcons != nil {
		for i, country := range r.CallIcons.RestrictToUserCountries {
			if !countryPattern.MatchString(country) {
				found.add(fmt.Sprintf("call_icons.restrict_to_user_countries[%d]", i), "must be a country such as US, not %q", country)
			}
		}
	}
	if r.CallHours != nil {
		found.within("call_hours", r.CallHours.check())
	}
	if r.SIP != nil {
		found.within("sip", r.SIP.check())
	}
	if r.Video != nil {
		found.require("video.status", string(r.Video.Status))
	}
	if r.Voicemail != nil {
		found.within("voicemail", r.Voicemail.check())
	}
	return found
}

const (
	maxPort          = 65535
	maxVoicemailWait = 30 // seconds
)

var countryPattern = regexp.MustCompile(`^[A-Z]{2}$`)

func (r *SIPSettingsRequest) check() violations {
	var found violations
	found.require("status", string(r.Status))
	for i, server := range r.Servers {
		var wrong violations
		wrong.require("hostname", server.Hostname)
		if server.Port != nil && (*server.Port < 1 || *server.Port > maxPort) {
			wrong.add("port", "must be between 1 and %d, not %d", maxPort, *server.Port)
		}
		found.addEntry("servers", i, wrong)
	}
	return found
}

func (m *Voicemail) check() violations {
	var found violations
	found.require("status", string(m.Status))
	if !m.Status.IsEnabled() {
		return found
	}
	if len(m.Triggers) == 0 {
		found.add("triggers", "needs at least one entry")
	}
	if m.Audio == nil {
		found.add("audio", "is required")
		return found
	}
	found.digits("audio.default.announcement_media_id", m.Audio.Default.AnnouncementMediaID)
	wait := m.Audio.Default.TimeoutSeconds
	switch waits := slices.ContainsFunc(m.Triggers, func(t VoicemailTrigger) bool {
		return strings.EqualFold(string(t), string(VoicemailTriggerTimeout))
	}); {
	case wait == nil && waits:
		found.add("audio.default.timeout_seconds", "is required for the trigger TIMEOUT")
	case wait != nil && (*wait < 0 || *wait > maxVoicemailWait):
		found.add("audio.default.timeout_seconds", "must be between 0 and %d, not %d", maxVoicemailWait, *wait)
	}
	return found
}
