// Embedded-signup onboards a customer: from the code that Embedded Signup gives
// to the web page, to an account whose webhooks arrive and a number that can
// send. The first process loses an answer on the way, and the second one goes
// on from what was stored. Then a system user of the own portfolio gets a
// token, which is replaced.
//
//	go run ./examples/embedded-signup
//
// It runs in memory only, because a code comes from a browser.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	ctx, session := demo.StartInMemory(whatsapp.WithAppSecret("app-secret"), whatsapp.WithMaxRetries(0))
	customer := newCustomer(session.Server)

	demo.Title("The customer has completed Embedded Signup")
	var stored vault
	signup := whatsapp.EmbeddedSignup{
		Client:       session.Client,
		AppID:        graphtest.AppID,
		Registration: registration,
		Save:         stored.save,
	}
	// The web page posts the code, and the account of the session event.
	state := whatsapp.EmbeddedSignupState{CustomerID: "bakery", Code: whatsapp.Secret(customer.code), WABAID: customer.wabaID}
	report(signup.Run(ctx, &state))

	demo.Title("Another process goes on")
	restored := stored.load()
	fmt.Printf("  next step: %s\n", restored.Step())
	report(signup.Run(ctx, restored))
	demo.Check(useToken(ctx, session.Client, restored))

	demo.Title("A token for a system user of the own portfolio")
	demo.Check(replaceToken(ctx, session.Client))
}

// A customer is what the page with Embedded Signup knows in the end.
type customer struct{ code, wabaID string }

// newCustomer plays a customer with a number, and a connection that breaks when
// the number is registered.
func newCustomer(server *graphtest.Server) customer {
	business := server.AddBusiness(graphtest.Business{Name: "Bakery"})
	wabaID := server.AddWABA(business, graphtest.WABA{Name: "Bakery"})
	server.AddPhoneNumber(wabaID, graphtest.PhoneNumber{VerifiedName: "Bakery", Unregistered: true})
	server.Script("POST /{phone}/register", graphtest.DropAfter())
	return customer{server.IssueSignupCode(graphtest.Token{BusinessID: business, WABAIDs: []string{wabaID}}), wabaID}
}

// registration chooses a PIN for a number. A program stores it: the number
// needs it when it is registered again.
func registration(_ context.Context, number *whatsapp.PhoneNumber) (whatsapp.RegisterPhoneNumberRequest, error) {
	fmt.Printf("  registering %s, %s\n", number.DisplayPhoneNumber, number.VerifiedName)
	return whatsapp.RegisterPhoneNumberRequest{PIN: "135790"}, nil
}

// A vault plays the place where a program keeps secrets.
type vault struct{ state []byte }

func (v *vault) save(_ context.Context, state whatsapp.EmbeddedSignupState) (err error) {
	v.state, err = json.Marshal(state)
	fmt.Printf("  saved; next is %s\n", state.Step())
	return err
}

func (v *vault) load() *whatsapp.EmbeddedSignupState {
	state := new(whatsapp.EmbeddedSignupState)
	demo.Check(json.Unmarshal(v.state, state))
	return state
}

// report says where the signup has stopped, and what is next.
func report(err error) {
	failure, stopped := errors.AsType[*whatsapp.EmbeddedSignupError](err)
	switch {
	case err == nil:
		fmt.Println("  the number can send")
	case stopped && failure.NeedsNewCode:
		fmt.Println("  send the customer through Embedded Signup again")
	case stopped:
		fmt.Printf("  stopped at %s: %s\n", failure.Step, failure.NextStep)
	default:
		demo.Check(err)
	}
}

// useToken makes a client for the customer, over the same connections.
func useToken(ctx context.Context, client *whatsapp.Client, state *whatsapp.EmbeddedSignupState) error {
	info, err := client.Tokens.Debug(ctx, graphtest.AppID, state.Token)
	if err != nil {
		return err
	}
	fmt.Printf("  the token is valid: %t, for %v, until revoked: %t\n", info.IsValid, info.Scopes, info.ExpiresAt.IsZero())
	tenant, err := client.Clone(whatsapp.WithToken(string(state.Token)))
	if err != nil {
		return err
	}
	sent, err := tenant.Messages.SendText(ctx, state.Numbers[0].ID, "+15550123", "Fresh bread")
	if err != nil {
		return err
	}
	fmt.Printf("  sent: %t\n", sent.ID() != "")
	return nil
}

// replaceToken creates a token that expires and replaces it in time.
func replaceToken(ctx context.Context, client *whatsapp.Client) error {
	created, err := client.Tokens.CreateSystemUser(ctx, graphtest.BusinessID, whatsapp.CreateSystemUserRequest{
		Name: "Campaigns", Role: whatsapp.SystemUserRoleEmployee,
	})
	if err != nil {
		return err
	}
	for user, err := range client.Tokens.AllSystemUsers(ctx, graphtest.BusinessID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  %-18s %-18s %s\n", user.ID, user.Name, user.Role)
	}
	if err := client.Tokens.InstallApp(ctx, created.ID, graphtest.AppID); err != nil {
		return err
	}
	token, err := client.Tokens.CreateForSystemUser(ctx, created.ID, whatsapp.CreateSystemUserTokenRequest{
		AppID: graphtest.AppID, Scopes: []whatsapp.Scope{whatsapp.ScopeWhatsAppBusinessMessaging}, ExpiresIn60Days: true,
	})
	if err != nil {
		return err
	}
	replacement, err := client.Tokens.Refresh(ctx, graphtest.AppID, token.Token)
	if err != nil {
		return err
	}
	fmt.Printf("  replaced %s, valid for %d days\n", token.Token, replacement.ExpiresIn/(24*60*60))
	return client.Tokens.Revoke(ctx, graphtest.AppID, token.Token)
}
