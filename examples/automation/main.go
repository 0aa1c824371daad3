// Automation applies the conversational automation that a JSON file describes
// to a phone number: it shows the changes, makes them, and shows that none are
// left. Settings that the file leaves out stay as they are; an empty list
// clears one.
//
//	go run ./examples/automation
//	go run ./examples/automation -file examples/automation/automation.json
//
// Without -file it uses the automation.json in its folder. With
// WHATSAPP_ACCESS_TOKEN and WHATSAPP_PHONE_NUMBER_ID set, it does the same
// against Meta, and changes nothing unless -apply is given.
package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

//go:embed automation.json
var builtIn []byte

func main() {
	file := flag.String("file", "", "the JSON file with the desired automation")
	ctx, session := demo.Start()
	phoneNumberID := session.ID("WHATSAPP_PHONE_NUMBER_ID", graphtest.PhoneNumberID)

	desired, err := readDesired(*file)
	demo.Check(err)
	demo.Check(reconcile(ctx, session, phoneNumberID, desired))
}

// readDesired refuses unknown names: a misspelt one would otherwise be ignored.
func readDesired(file string) (desired whatsapp.ConversationalAutomationRequest, err error) {
	text := builtIn
	if file != "" {
		if text, err = os.ReadFile(file); err != nil {
			return desired, err
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&desired); err != nil {
		return desired, fmt.Errorf("read the desired automation: %w", err)
	}
	return desired, nil
}

func reconcile(ctx context.Context, session *demo.Session, phoneNumberID string, desired whatsapp.ConversationalAutomationRequest) error {
	plan, err := showPlan(ctx, session.Client, "Plan for "+phoneNumberID, phoneNumberID, desired)
	if err != nil || plan.Empty() {
		return err
	}
	if !session.Apply {
		demo.NotApplied()
		return nil
	}
	if err := session.Client.Automation.Apply(ctx, plan); err != nil {
		return err
	}
	fmt.Println("  applied")

	_, err = showPlan(ctx, session.Client, "The same plan once more", phoneNumberID, desired)
	return err
}

func showPlan(ctx context.Context, client *whatsapp.Client, title, phoneNumberID string, desired whatsapp.ConversationalAutomationRequest) (*whatsapp.AutomationPlan, error) {
	plan, err := client.Automation.Plan(ctx, phoneNumberID, desired)
	if err != nil {
		return nil, err
	}
	demo.Title("%s", title)
	fmt.Println("  " + strings.ReplaceAll(plan.String(), "\n", "\n  "))
	return plan, nil
}
