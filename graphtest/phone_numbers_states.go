package graphtest

import (
	"slices"

	"github.com/wabakit/whatsapp/webhook"
)

// BanPhoneNumber bans a phone number, and queues a webhook of the field
// account_update that names it. Its messages are refused with 131031 until
// [Server.RestorePhoneNumber]. It panics if there is no such number.
func (s *Server) BanPhoneNumber(phoneNumberID string) {
	s.world.Lock()
	defer s.world.Unlock()
	phone := s.graph.must(phoneKind, phoneNumberID)
	phone.hidden[bannedMark] = "true"
	phone.showPhoneStanding()
	s.announceBan(phone.account(), "DISABLE", phone)
}

// RestrictPhoneNumber restricts a phone number because of its quality, and
// queues a webhook of the field phone_number_quality_update. Its messages are
// refused with 368 until [Server.RestorePhoneNumber]. A number that is banned
// stays BANNED.
func (s *Server) RestrictPhoneNumber(phoneNumberID string) {
	s.world.Lock()
	defer s.world.Unlock()
	phone := s.graph.must(phoneKind, phoneNumberID)
	phone.hidden[restrictedMark] = "true"
	phone.showPhoneStanding()
	s.announceQuality(phone, "FLAGGED", "")
}

// RestorePhoneNumber ends the ban and the restriction of a phone number, and
// queues the webhooks that say so.
func (s *Server) RestorePhoneNumber(phoneNumberID string) {
	s.world.Lock()
	defer s.world.Unlock()
	phone := s.graph.must(phoneKind, phoneNumberID)
	wasBanned, wasRestricted := phone.hidden[bannedMark] != "", phone.hidden[restrictedMark] != ""
	delete(phone.hidden, bannedMark)
	delete(phone.hidden, restrictedMark)
	phone.showPhoneStanding()
	if wasBanned {
		s.announceBan(phone.account(), "REINSTATE", phone)
	}
	if wasRestricted {
		s.announceQuality(phone, "UNFLAGGED", "")
	}
}

// RatePhoneNumber gives a phone number a quality: GREEN, YELLOW or RED. One
// that becomes RED is flagged, and no longer so with another quality, of which
// a webhook of the field phone_number_quality_update tells.
func (s *Server) RatePhoneNumber(phoneNumberID, quality string) {
	s.world.Lock()
	defer s.world.Unlock()
	phone := s.graph.must(phoneKind, phoneNumberID)
	was := phone.text("quality_rating")
	phone.values["quality_rating"], phone.values["quality_score"] = quality, map[string]any{"score": quality}
	switch {
	case quality == "RED" && was != "RED":
		s.announceQuality(phone, "FLAGGED", "")
	case quality != "RED" && was == "RED":
		s.announceQuality(phone, "UNFLAGGED", "")
	}
}

// messagingTiers are the messaging limits, the lowest first.
var messagingTiers = []string{"TIER_50", "TIER_250", "TIER_1K", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED"}

// LimitPhoneNumber gives a phone number a messaging limit, such as TIER_10K,
// and queues a webhook of the field phone_number_quality_update with the event
// UPGRADE or DOWNGRADE.
func (s *Server) LimitPhoneNumber(phoneNumberID, limit string) {
	s.world.Lock()
	defer s.world.Unlock()
	phone := s.graph.must(phoneKind, phoneNumberID)
	was := phone.text("messaging_limit_tier")
	phone.values["messaging_limit_tier"] = limit
	phone.values["whatsapp_business_manager_messaging_limit"] = limit
	event := "UPGRADE"
	if slices.Index(messagingTiers, limit) < slices.Index(messagingTiers, was) {
		event = "DOWNGRADE"
	}
	s.announceQuality(phone, event, was)
}

// announceQuality queues a webhook about the quality or the limit of a number.
// The world must be locked.
func (s *Server) announceQuality(phone *node, event, oldLimit string) {
	limit := phone.text("messaging_limit_tier")
	value := map[string]any{
		"display_phone_number": digitsOf(phone.text("display_phone_number")), "event": event, "current_limit": limit,
		"max_daily_conversations_per_business": limit,
	}
	if oldLimit != "" {
		value["old_limit"] = oldLimit
	}
	s.notify(Event{Field: webhook.FieldPhoneNumberQualityUpdate, PhoneNumberID: phone.id, Value: value})
}
