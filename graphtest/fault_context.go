package graphtest

import (
	"context"
	"net/http"
)

type faultKey struct{}

// WithFault returns a context in which a request meets this fault, for a
// handler in front of [Server.ServeHTTP] that chooses by the contents of a
// request. It comes before the faults of [Server.Script] and [Server.Always].
func WithFault(ctx context.Context, fault Fault) context.Context {
	return context.WithValue(ctx, faultKey{}, fault)
}

// faultOf returns the fault in the context of a request.
func faultOf(r *http.Request) (Fault, bool) {
	fault, given := r.Context().Value(faultKey{}).(Fault)
	return fault, given
}
