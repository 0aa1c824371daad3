package provision_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/provision"
)

func Example() {
	ctx := context.Background()
	srv := graphtest.New()
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(srv.Client()))
	if err != nil {
		log.Fatal(err)
	}

	document, err := provision.Parse([]byte(`{
		"accounts": [{
			"id": "102290129340398",
			"templates": [{"name": "hello_world", "language": "en_US", "state": "absent"}],
			"phone_numbers": [{
				"id": "106540352242922",
				"profile": {"about": "Open every day"},
				"qr_codes": [{"prefilled_message": "I am in the shop"}]
			}]
		}]
	}`))
	if err != nil {
		log.Fatal(err)
	}
	plan, err := provision.NewPlan(ctx, client, document)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(plan)

	if _, err := plan.Apply(ctx, client, provision.ApplyOptions{}); err != nil {
		log.Fatal(err)
	}
	plan, err = provision.NewPlan(ctx, client, document)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(plan)
	// Output:
	// phone number 106540352242922
	//   ~ profile
	//       about: "Here to help" -> "Open every day"
	//   + qr_code "I am in the shop"
	// account 102290129340398
	//   - template "hello_world/en_US"
	//       ! cannot be undone: the name cannot be used again for 30 days
	// 1 to create, 1 to change, 1 to delete; 1 cannot be undone
	// no changes
}

// A plan of what was exported earlier shows what has drifted since.
func ExampleExport() {
	ctx := context.Background()
	srv := graphtest.New()
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(srv.Client()))
	if err != nil {
		log.Fatal(err)
	}

	document, err := provision.Export(ctx, client, []string{graphtest.WABAID})
	if err != nil {
		log.Fatal(err)
	}
	about := "Changed by hand"
	change := whatsapp.UpdateBusinessProfileRequest{About: &about}
	if err := client.BusinessProfiles.Update(ctx, graphtest.PhoneNumberID, change); err != nil {
		log.Fatal(err)
	}
	plan, err := provision.NewPlan(ctx, client, document)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(plan.Empty())
	fmt.Println(plan.Changes[0])
	// Output:
	// false
	//   ~ profile
	//       about: "Changed by hand" -> "Here to help"
}
