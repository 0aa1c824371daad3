package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleComplianceService_Update() {
	client, _ := inMemory()
	ctx := context.Background()
	err := client.Compliance.Update(ctx, graphtest.PhoneNumberID, whatsapp.UpdateComplianceInfoRequest{
		EntityName: "Retail Partners", EntityType: whatsapp.BusinessEntityTypePartnership, IsRegistered: new(true),
		GrievanceOfficer: whatsapp.GrievanceOfficer{Name: "Chandra P.", Email: "complaints@shop.test"},
		CustomerCare:     whatsapp.CustomerCare{Email: "help@shop.test", MobileNumber: "+913854559033"},
	})
	if err != nil {
		log.Fatal(err)
	}
	info, err := client.Compliance.Get(ctx, graphtest.PhoneNumberID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(info.EntityName, info.EntityType)
	// Output: Retail Partners PARTNERSHIP
}
