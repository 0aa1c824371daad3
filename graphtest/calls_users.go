package graphtest

import (
	"errors"
	"fmt"

	"github.com/wabakit/whatsapp/webhook"
)

// StartCall has a user call a phone number with an offer, or a typical one if
// it is empty, and returns the id of the call. It queues the webhook connect.
// The business has a minute to accept the call; then it ends with the next
// request. Where the settings have callback permissions on, the user permits
// calls for seven days.
//
// The error is what keeps the user from calling: calls are off, or the two are
// in a call already.
func (s *Server) StartCall(phoneNumberID, user, offer string) (callID string, err error) {
	s.world.Lock()
	defer s.world.Unlock()
	s.endUnansweredCalls()
	phone := s.graph.must(phoneKind, phoneNumberID)
	with := pair{phoneNumberID, recipientKey(user)}
	if f := checkCalling(phone); f != nil {
		return "", fmt.Errorf("graphtest: %s", f.envelope.Message)
	}
	if current, _ := s.graph.calls.current(with); current != nil {
		return "", fmt.Errorf("graphtest: %s has the call %s already", user, current.ID)
	}
	now := s.now()
	known := s.graph.addCall(Call{
		PhoneNumberID: phoneNumberID, User: with.user, Offer: offer, At: now, ringsUntil: now.Add(ringingTime),
	})
	s.graph.windows.open(phoneNumberID, s.now(), with.user)
	s.announceConnect(known)
	permission := s.graph.callPermission(with)
	if phone.settings()["calling"]["callback_permission_status"] == enabled && !permission.holds() {
		err = s.permitCalls(with, known.ID, webhook.CallPermissionReply{ResponseSource: webhook.CallPermissionSourceAutomatic})
	}
	return known.ID, err
}

// AcceptCall has the user accept a call of the business, and queues the status
// ACCEPTED. The error says that it no longer rings. It panics if there is no
// such call.
func (s *Server) AcceptCall(callID string) error {
	return s.actOnCall(callID, func(known *Call) error {
		if err := known.ringsAtUser(); err != nil {
			return err
		}
		s.pickUp(known, known.Answer)
		s.announceProgress(known, webhook.CallProgressAccepted)
		return nil
	})
}

// RejectCall has the user reject a call of the business, and queues the status
// REJECTED and the webhook terminate. The error says that it no longer rings.
// It panics if there is no such call.
func (s *Server) RejectCall(callID string) error {
	return s.actOnCall(callID, func(known *Call) error {
		if err := known.ringsAtUser(); err != nil {
			return err
		}
		s.announceProgress(known, webhook.CallProgressRejected)
		s.endCall(known, nil)
		return nil
	})
}

// HangUp has the user end a call, and queues the webhook terminate, and those
// of its recording and transcript. A user who has called can hang up while it
// rings. The error says that there is nothing to end. It panics if there is no
// such call.
func (s *Server) HangUp(callID string) error {
	return s.actOnCall(callID, func(known *Call) error {
		if known.State == CallStateRinging && known.isOfBusiness() {
			return errors.New("graphtest: the user can accept or reject a call that rings")
		}
		s.endCall(known, nil)
		return nil
	})
}

// FailCall ends a call because of an error, and queues the webhook terminate
// with the status FAILED. The error says that it has ended already. It panics
// if there is no such call.
func (s *Server) FailCall(callID string, cause webhook.Error) error {
	return s.actOnCall(callID, func(known *Call) error {
		s.endCall(known, &cause)
		return nil
	})
}

// actOnCall does something with a call that has not ended.
func (s *Server) actOnCall(callID string, act func(*Call) error) error {
	s.world.Lock()
	defer s.world.Unlock()
	s.endUnansweredCalls()
	known := s.graph.calls.byID[callID]
	if known == nil {
		panic(fmt.Sprintf("graphtest: there is no call with the id %q", callID))
	}
	if known.State == CallStateEnded {
		return errors.New("graphtest: the call has ended")
	}
	return act(known)
}

func (k *Call) ringsAtUser() error {
	if !k.isOfBusiness() || k.State != CallStateRinging {
		return errors.New("graphtest: the call does not ring at the user")
	}
	return nil
}
