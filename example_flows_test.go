package whatsapp_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleFlowService_Create() {
	client, _ := inMemory()
	flow, err := client.Flows.Create(context.Background(), graphtest.WABAID, whatsapp.CreateFlowRequest{
		Name:       "contact",
		Categories: []whatsapp.FlowCategory{whatsapp.FlowCategoryContactUs},
		FlowJSON: []byte(`{"version": "7.3", "screens": [{
			"id": "CONTACT", "title": "Contact us", "terminal": true,
			"layout": {"type": "SingleColumnLayout", "children": [
				{"type": "TextArea", "name": "question", "label": "Your question"},
				{"type": "Footer", "label": "Send", "on-click-action": {"name": "complete", "payload": {"question": "${form.question}"}}}
			]}
		}]}`),
		Publish: new(true),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(flow.ValidationErrors.Err())
	// Output: <nil>
}

// Mistakes in the JSON of a flow say where they are.
func ExampleFlowService_UpdateJSON() {
	client, _ := inMemory()
	ctx := context.Background()
	updated, err := client.Flows.UpdateJSON(ctx, graphtest.DraftFlowID, []byte(`{
  "version": "7.3",
  "screens": [{"id": "CONTACT", "terminal": true, "layout": {"type": "Grid", "children": []}}]
}`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(updated.ValidationErrors.Err())

	err = client.Flows.Publish(ctx, graphtest.DraftFlowID)
	if failure, ok := errors.AsType[*whatsapp.GraphAPIError](err); ok {
		fmt.Println(failure.Code, failure.UserMessage)
	}
	// Output:
	// flow.json:3:70: INVALID_PROPERTY_VALUE: Invalid value found for property 'type'.
	// 139002 The JSON of the flow has mistakes: see its validation_errors
}

// What is kept is the file as it was uploaded.
func ExampleFlowService_DownloadJSON() {
	client, _ := inMemory()
	flowJSON, err := client.Flows.DownloadJSON(context.Background(), graphtest.FlowID)
	if err != nil {
		log.Fatal(err)
	}
	var flow struct{ Version string }
	if err := json.Unmarshal(flowJSON, &flow); err != nil {
		log.Fatal(err)
	}
	fmt.Println(flow.Version)
	// Output: 7.3
}

// A second account gets flows of the first.
func ExampleFlowService_Migrate() {
	client, _ := inMemory()
	ctx := context.Background()
	migration, err := client.Flows.Migrate(ctx, graphtest.SecondWABAID, whatsapp.MigrateFlowsRequest{
		SourceWABAID: graphtest.WABAID, SourceFlowNames: []string{"appointment", "complaint"},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, failed := range migration.FailedFlows {
		fmt.Println(failed.SourceName, "is left behind:", failed.ErrorMessage)
	}
	for flow, err := range client.Flows.All(ctx, graphtest.SecondWABAID, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(flow.Name, flow.Status)
	}
	// Output:
	// complaint is left behind: Flows Migration Error: Flow name not found in source WABA.
	// appointment PUBLISHED
}
