package webhook

import "time"

// rank orders the statuses: a later one implies the earlier ones. A message
// that was delivered did not fail, whatever arrives afterwards.
func (s MessageStatus) rank() int {
	switch s {
	case MessageStatusSent:
		return 1
	case MessageStatusFailed:
		return 2
	case MessageStatusDelivered:
		return 3
	case MessageStatusRead:
		return 4
	case MessageStatusPlayed:
		return 5
	}
	return 0
}

// Supersedes reports whether s is further along than other, in the order sent,
// failed, delivered, read, played. A status that is not known supersedes none
// and is superseded by every known one.
func (s MessageStatus) Supersedes(other MessageStatus) bool { return s.rank() > other.rank() }

// A DeliveryState holds what is known about one message to one recipient.
// Statuses can be folded into it in any order and any number of times, with the
// same result. The zero value knows nothing.
//
// Keep one for each message id, and for messages to a group one for each
// participant.
type DeliveryState struct {
	// Status is the furthest status so far.
	Status MessageStatus `json:"status"`
	// SentAt and the rest say when, zero if that status has not arrived. Meta
	// may leave statuses out: a message can be read with no time of delivery.
	SentAt      time.Time `json:"sent_at,omitzero"`
	DeliveredAt time.Time `json:"delivered_at,omitzero"`
	ReadAt      time.Time `json:"read_at,omitzero"`
	PlayedAt    time.Time `json:"played_at,omitzero"`
	FailedAt    time.Time `json:"failed_at,omitzero"`
	// Errors says why the message failed.
	Errors []Error `json:"errors,omitzero"`
}

// Fold adds a status and reports whether [DeliveryState.Status] moved on.
// Statuses that are not known change nothing.
func (d *DeliveryState) Fold(s Status) bool {
	switch s.Status {
	case MessageStatusSent:
		earliest(&d.SentAt, s.Timestamp.Time)
	case MessageStatusDelivered:
		earliest(&d.DeliveredAt, s.Timestamp.Time)
	case MessageStatusRead:
		earliest(&d.ReadAt, s.Timestamp.Time)
	case MessageStatusPlayed:
		earliest(&d.PlayedAt, s.Timestamp.Time)
	case MessageStatusFailed:
		if earliest(&d.FailedAt, s.Timestamp.Time) || d.Errors == nil {
			d.Errors = s.Errors
		}
	}
	if !s.Status.Supersedes(d.Status) {
		return false
	}
	d.Status = s.Status
	return true
}

// earliest moves known to t if t is earlier or nothing is known.
func earliest(known *time.Time, t time.Time) bool {
	if t.IsZero() || !known.IsZero() && !t.Before(*known) {
		return false
	}
	*known = t
	return true
}
