package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleTemplateService_Create() {
	client, _ := inMemory()
	created, err := client.Templates.Create(context.Background(), graphtest.WABAID, whatsapp.CreateMessageTemplateRequest{
		Name:     "order_shipped",
		Language: "en_US",
		Category: whatsapp.MessageTemplateCategoryUtility,
		Components: whatsapp.MessageTemplateComponents{
			whatsapp.MessageTemplateBody{
				Text:     "Hi {{1}}, order {{2}} is on its way.",
				Examples: whatsapp.TemplateExamples("Ada", "17"),
			},
			whatsapp.MessageTemplateButtons{{
				Type: whatsapp.MessageTemplateButtonTypeURL, Text: "Track",
				URL: "https://shop.test/orders/{{1}}", Example: []string{"https://shop.test/orders/17"},
			}},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created.Status)
	// Output: PENDING
}

func ExampleMessageTemplate_Check() {
	template := whatsapp.MessageTemplate{
		Name: "order_shipped", Language: "en_US", Status: whatsapp.MessageTemplateStatusApproved,
		Components: whatsapp.MessageTemplateComponents{
			whatsapp.MessageTemplateHeader{Format: whatsapp.MessageTemplateHeaderFormatImage},
			whatsapp.MessageTemplateBody{Text: "Hi {{1}}, order {{2}} is on its way."},
		},
	}
	err := template.Check(whatsapp.Template{Name: "order_shipped", Language: "en_US", Body: whatsapp.TextParameters("Ada")})
	fmt.Println(err)
	// Output: whatsapp: invalid request: components.header.parameters has 0 parameters; the header needs 1 of the type image; components.body.parameters has no value for {{2}}
}
