package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/wabakit/whatsapp"
)

// explain tries the specific errors before the classes they belong to.
func explain(err error) {
	fmt.Printf("  %v\n", err)
	if refusal, ok := errors.AsType[*whatsapp.GraphAPIError](err); ok {
		fmt.Printf("  code %d, subcode %d, HTTP %d, attempts %d, trace %s\n",
			refusal.Code, refusal.Subcode, refusal.StatusCode, refusal.Attempts, refusal.TraceID)
		if refusal.RetryAfter > 0 {
			fmt.Printf("  RetryAfter: %s\n", refusal.RetryAfter)
		}
	}
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Println("  -> context.Canceled: the caller gave up")
	case errors.Is(err, whatsapp.ErrRateLimited):
		fmt.Println("  -> ErrRateLimited: put the work aside until then")
	case errors.Is(err, whatsapp.ErrTokenExpired):
		fmt.Println("  -> ErrTokenExpired: get another token")
	case errors.Is(err, whatsapp.ErrNotFound):
		fmt.Println("  -> ErrNotFound: check the id, and what the token may see")
	case errors.Is(err, whatsapp.ErrInvalidRequest):
		fmt.Println("  -> ErrInvalidRequest: correct the request")
	case errors.Is(err, whatsapp.ErrTransient):
		fmt.Println("  -> ErrTransient: try again later")
	}
}
