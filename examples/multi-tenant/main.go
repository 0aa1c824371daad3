// Multi-tenant serves the accounts of a business portfolio, each with its own
// access token: one client per account over one connection pool, tokens from a
// store in which they can be replaced, and a count of attempts per operation.
//
//	go run ./examples/multi-tenant
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_BUSINESS_ID set, it does the same
// against Meta. It changes nothing. An account whose token is in
// WHATSAPP_ACCESS_TOKEN_<account id> uses that one.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

// A tenant is an account and a client with the account's token.
type tenant struct {
	wabaID string
	client *whatsapp.Client
}

func main() {
	var attempts counter
	ctx, session := demo.Start(whatsapp.WithObserver(whatsapp.Observer{AttemptDone: attempts.add}))
	businessID := session.ID("WHATSAPP_BUSINESS_ID", graphtest.BusinessID)
	if session.Server != nil {
		session.Server.Script("GET /{waba}/phone_numbers", graphtest.Transient())
	}

	var tokens tokenStore
	tenants, err := openTenants(ctx, session.Client, businessID, &tokens)
	demo.Check(err)
	demo.Title("Phone numbers of each tenant")
	for _, result := range countAll(ctx, tenants) {
		fmt.Println("  " + result)
	}
	if session.Server != nil {
		demo.Check(replaceToken(ctx, tenants[0], &tokens))
	}
	demo.Title("Attempts of all tenants")
	attempts.print()
}

// openTenants makes one client per account. Clones are cheap: they share the
// connections and the observer of the original.
func openTenants(ctx context.Context, client *whatsapp.Client, businessID string, tokens *tokenStore) ([]tenant, error) {
	var tenants []tenant
	for account, err := range client.WABAs.AllOwned(ctx, businessID, nil) {
		if err != nil {
			return nil, err
		}
		tokens.set(account.ID, firstToken(account.ID))
		clone, err := client.Clone(whatsapp.WithTokenSource(tokens.of(account.ID)))
		if err != nil {
			return nil, err
		}
		tenants = append(tenants, tenant{account.ID, clone})
	}
	return tenants, nil
}

// firstToken plays the vault in which a program keeps its tokens.
func firstToken(wabaID string) string {
	return cmp.Or(os.Getenv("WHATSAPP_ACCESS_TOKEN_"+wabaID), os.Getenv("WHATSAPP_ACCESS_TOKEN"), graphtest.AccessToken)
}

// replaceToken lets a tenant's token expire and replaces it. The client stays
// the same.
func replaceToken(ctx context.Context, t tenant, tokens *tokenStore) error {
	demo.Title("The token of %s expires and is replaced", t.wabaID)
	tokens.set(t.wabaID, graphtest.ExpiredToken)
	_, err := countNumbers(ctx, t)
	fmt.Printf("  errors.Is(err, ErrTokenExpired): %t\n", errors.Is(err, whatsapp.ErrTokenExpired))

	tokens.set(t.wabaID, graphtest.AccessToken)
	count, err := countNumbers(ctx, t)
	if err != nil {
		return err
	}
	fmt.Printf("  with a new token: %d phone numbers\n", count)
	return nil
}
