// Client-verification has Meta verify a client of a solution partner: a webhook
// asks for it, documents are submitted, rejected and submitted again, until the
// client is verified. It never talks to Meta, since a client has three
// attempts.
//
//	go run ./examples/client-verification
package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	partnerID = graphtest.BusinessID
	clientID  = graphtest.PartnerBusinessID
)

func main() {
	ctx, session := demo.StartInMemory()
	hooks, err := listen(session)
	demo.Check(err)

	demo.Title("A client without a website finishes Embedded Signup")
	session.Server.RequireVerification(clientID)
	demo.Check(hooks.Flush(ctx)) // Meta delivers without being asked

	demo.Title("Submit its documents, of which one is of another company")
	demo.Check(submit(ctx, session.Client, letter("registration.pdf"), letter("bill of another company.pdf")))
	session.Server.ReviewVerification(partnerID, clientID, "FAILED", "LEGAL_NAME_NOT_FOUND_IN_DOCUMENTS")
	demo.Check(hooks.Flush(ctx))

	demo.Title("Submit the right ones")
	demo.Check(submit(ctx, session.Client, letter("registration.pdf"), letter("bill.pdf")))
	session.Server.ReviewVerification(partnerID, clientID, "APPROVED")
	demo.Check(hooks.Flush(ctx))

	demo.Title("Its submissions")
	demo.Check(show(ctx, session.Client))
}

// listen prints what the webhooks say.
func listen(session *demo.Session) (*graphtest.Webhooks, error) {
	const appSecret = "sample app secret" //nolint:gosec // of the emulator
	router := &webhook.Router{OnAccountUpdate: onAccountUpdate}
	handler, err := webhook.NewHandler(webhook.Config{
		AppSecrets: []string{appSecret}, VerifyToken: "sample verify token",
	}, router.Handle)
	if err != nil {
		return nil, err
	}
	return session.Server.Webhooks(handler, appSecret), nil
}

func onAccountUpdate(_ context.Context, update *webhook.AccountUpdateEvent) error {
	switch update.Event {
	case webhook.AccountEventNamePartnerClientCertificationNeeded:
		fmt.Printf("  %s cannot send before it is verified\n", update.PartnerClientCertificationNeededInfo.ClientBusinessID)
	case webhook.AccountEventNamePartnerClientCertificationUpdate:
		info := update.PartnerClientCertificationInfo
		fmt.Printf("  %s: %s, %s\n", info.ClientBusinessID, info.Status, strings.Join(info.RejectionReasons, ", "))
	}
	return nil
}

func submit(ctx context.Context, client *whatsapp.Client, documents ...whatsapp.File) error {
	submitted, err := client.Businesses.SubmitForVerification(ctx, partnerID, whatsapp.SubmitForVerificationRequest{
		ClientBusinessID: clientID, Documents: documents,
	})
	if err != nil {
		return err
	}
	fmt.Printf("  attempt %d\n", submitted.VerificationAttempts)
	return nil
}

// letter stands for a document that was scanned.
func letter(name string) whatsapp.File {
	return whatsapp.File{Content: strings.NewReader("%PDF-1.7"), Name: name}
}

func show(ctx context.Context, client *whatsapp.Client) error {
	page := &whatsapp.ListVerificationSubmissionsOptions{ClientBusinessID: clientID}
	for submission, err := range client.Businesses.AllVerificationSubmissions(ctx, partnerID, page) {
		if err != nil {
			return err
		}
		fmt.Printf("  %-9s %v\n", submission.VerificationStatus, submission.RejectionReasons)
	}
	return nil
}
