package main

import (
	"errors"
	"fmt"

	"github.com/wabakit/whatsapp"
)

// explain shows what an error carries, and what to do about it. The order of
// the cases does not matter.
func explain(err error) {
	fmt.Printf("  %v\n", err)
	if refusal, ok := errors.AsType[*whatsapp.GraphAPIError](err); ok {
		fmt.Printf("  code %d, subcode %d, HTTP %d, attempts %d, trace %s\n",
			refusal.Code, refusal.Subcode, refusal.StatusCode, refusal.Attempts, refusal.TraceID)
		if refusal.RetryAfter > 0 {
			fmt.Printf("  RetryAfter: %s\n", refusal.RetryAfter)
		}
	}
	switch decision := whatsapp.Decide(err); decision.Action {
	case whatsapp.ActionRetryNow:
		fmt.Println("  -> ActionRetryNow: the caller gave up; nothing has happened")
	case whatsapp.ActionRetryLater:
		fmt.Printf("  -> ActionRetryLater: put the work aside for %s\n", decision.After)
	case whatsapp.ActionRenewToken:
		fmt.Println("  -> ActionRenewToken: get another token")
	case whatsapp.ActionEscalate:
		fmt.Printf("  -> ActionEscalate: tell somebody; it is about the %s\n", decision.Subject)
	case whatsapp.ActionChange:
		fmt.Printf("  -> ActionChange: correct it, or drop it; it is about the %s\n", decision.Subject)
	case whatsapp.ActionReconcile:
		fmt.Println("  -> ActionReconcile: find out whether it has happened")
	}
}
