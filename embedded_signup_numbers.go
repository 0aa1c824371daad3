package whatsapp

import (
	"context"
	"errors"
)

// register makes every number of the state one that can send.
func (e *EmbeddedSignup) register(ctx context.Context, state *EmbeddedSignupState) error {
	if err := e.listNumbers(ctx, state); err != nil {
		return &EmbeddedSignupError{Step: EmbeddedSignupStepRegister, NextStep: anotherRun, Err: err}
	}
	var failures []error
	for i := range state.Numbers {
		number := &state.Numbers[i]
		if number.State != EmbeddedSignupNumberStateOpen {
			continue
		}
		err := e.registerNumber(ctx, state, number)
		if err == nil {
			err = e.save(ctx, EmbeddedSignupStepRegister, state)
		}
		failures = append(failures, err)
	}
	if err := joined(failures...); err != nil {
		return err
	}
	state.Registered = true
	return e.save(ctx, EmbeddedSignupStepRegister, state)
}

// listNumbers finds the numbers that are to be registered.
func (e *EmbeddedSignup) listNumbers(ctx context.Context, state *EmbeddedSignupState) error {
	if state.Numbers != nil {
		return nil
	}
	ids := state.PhoneNumberIDs
	if len(ids) == 0 {
		for number, err := range e.Client.PhoneNumbers.All(ctx, state.WABAID, nil, state.asCustomer(), WithFields("id")) {
			if err != nil {
				return err
			}
			ids = append(ids, number.ID)
		}
	}
	state.Numbers = make([]EmbeddedSignupNumber, len(ids))
	for i, id := range ids {
		state.Numbers[i] = EmbeddedSignupNumber{ID: id, State: EmbeddedSignupNumberStateOpen}
		if state.Coexistence {
			state.Numbers[i].State = EmbeddedSignupNumberStateBusinessApp
		}
	}
	return nil
}

// registerNumber registers a number, unless its status shows that it is not
// needed: a registration before may have succeeded although its answer was
// lost.
func (e *EmbeddedSignup) registerNumber(ctx context.Context, state *EmbeddedSignupState, number *EmbeddedSignupNumber) error {
	failure := EmbeddedSignupError{Step: EmbeddedSignupStepRegister, PhoneNumberID: number.ID, NextStep: anotherRun}
	found, err := e.Client.PhoneNumbers.Get(ctx, number.ID, state.asCustomer(), WithFields(fieldsToRegister...))
	if err != nil {
		failure.Err = err
		return &failure
	}
	switch {
	case found.isRegistered() && found.IsOnBusinessApp:
		number.State = EmbeddedSignupNumberStateBusinessApp
		return nil
	case found.isRegistered():
		number.State = EmbeddedSignupNumberStateRegistered
		return nil
	case found.CodeVerificationStatus == CodeVerificationStatusUnverified, found.CodeVerificationStatus == CodeVerificationStatusNotVerified:
		failure.Err = errors.New("the number is not verified")
		failure.NextStep = "verify it with PhoneNumbers.RequestCode and PhoneNumbers.VerifyCode, and run it again"
		return &failure
	case e.Registration == nil:
		failure.Err, failure.NextStep = errors.New("nothing says how the number is registered"), "set Registration, and run it again"
		return &failure
	}
	request, err := e.Registration(ctx, found)
	if err == nil {
		err = e.Client.PhoneNumbers.Register(ctx, number.ID, request, state.asCustomer())
	}
	if err != nil {
		failure.Err = err
		if errors.Is(err, ErrOutcomeUnknown) {
			failure.NextStep = "run it again: the number is not registered a second time if it is registered now"
		}
		return &failure
	}
	number.State = EmbeddedSignupNumberStateRegistered
	return nil
}

var fieldsToRegister = []string{"display_phone_number", "verified_name", "status", "platform_type", "code_verification_status", "is_on_biz_app"}

// isRegistered reports whether the number is on the Cloud API, and was not
// disconnected from it.
func (n *PhoneNumber) isRegistered() bool {
	switch n.Status {
	case PhoneNumberStatusConnected, PhoneNumberStatusFlagged, PhoneNumberStatusRestricted, PhoneNumberStatusRateLimited, PhoneNumberStatusBanned:
		return n.PlatformType == PlatformTypeCloudAPI
	}
	return false
}
