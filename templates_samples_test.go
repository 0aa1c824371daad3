package whatsapp_test

import (
	"encoding/json"

	"github.com/wabakit/whatsapp"
)

// The templates and requests of the fixtures.

func shippedBody() whatsapp.MessageTemplateBody {
	return whatsapp.MessageTemplateBody{
		Text:     "Hi {{first_name}}, order {{order}} is on its way.",
		Examples: []whatsapp.TemplateExample{{Name: "first_name", Value: "Ada"}, {Name: "order", Value: "17"}},
	}
}

func shippedButtons() whatsapp.MessageTemplateButtons {
	return whatsapp.MessageTemplateButtons{
		{
			Type: whatsapp.MessageTemplateButtonTypeURL, Text: "Track",
			URL: "https://shop.test/orders/{{1}}", Example: []string{"https://shop.test/orders/17"},
		},
		{Type: whatsapp.MessageTemplateButtonTypePhoneNumber, Text: "Call us", PhoneNumber: "+15550100"},
		{Type: whatsapp.MessageTemplateButtonTypeQuickReply, Text: "Stop"},
	}
}

// button decodes a button that has a form of its own.
func button(data string) whatsapp.MessageTemplateButton {
	var decoded whatsapp.MessageTemplateButton
	if err := json.Unmarshal([]byte(data), &decoded); err != nil {
		panic(err)
	}
	return decoded
}

func shippedTemplate() *whatsapp.MessageTemplate {
	return &whatsapp.MessageTemplate{
		ID: templateID, Name: "order_shipped", Language: "en_US", Status: whatsapp.MessageTemplateStatusApproved,
		Category: whatsapp.MessageTemplateCategoryUtility, PreviousCategory: whatsapp.MessageTemplateCategoryMarketing,
		CorrectCategory: whatsapp.MessageTemplateCategoryMarketing, SubCategory: whatsapp.MessageTemplateSubCategoryOrderStatus,
		ParameterFormat: whatsapp.MessageTemplateParameterFormatNamed,
		Components: whatsapp.MessageTemplateComponents{
			whatsapp.MessageTemplateHeader{
				Format: whatsapp.MessageTemplateHeaderFormatImage, Handles: []string{"https://scontent.whatsapp.net/v/t61/sample.jpg"},
			},
			shippedBody(),
			whatsapp.MessageTemplateFooter{Text: "Reply STOP to opt out"},
			append(shippedButtons(),
				button(`{"type":"COPY_CODE","text":"Copy offer code","example":["SPRING25"]}`),
				button(`{"type":"HOLOGRAM","text":"Beam","colours":3}`),
			),
			whatsapp.RawMessageTemplateComponent(`{"type":"SPARKLE","glitter":"gold"}`),
		},
		RejectedReason: whatsapp.MessageTemplateRejectedReasonNone,
		QualityScore: &whatsapp.MessageTemplateQualityScore{
			Score: whatsapp.QualityRatingGreen, Date: moment(`1772442000`), Reasons: []string{"NO_REASON_GIVEN"},
		},
		SendTTLSeconds: 600, LibraryTemplateName: "shipment_confirmation_2", LinkTrackingOptedOut: true,
		LastUpdatedTime: moment(`"2026-03-02T09:00:00+0000"`),
	}
}

func saleTemplate() *whatsapp.MessageTemplate {
	return &whatsapp.MessageTemplate{
		ID: otherTemplateID, Name: "spring_sale", Language: "es", Status: whatsapp.MessageTemplateStatusRejected,
		Category: whatsapp.MessageTemplateCategoryMarketing, ParameterFormat: whatsapp.MessageTemplateParameterFormatPositional,
		Components: whatsapp.MessageTemplateComponents{
			whatsapp.MessageTemplateHeader{
				Format: whatsapp.MessageTemplateHeaderFormatText, Text: "Sale until {{1}}", Examples: whatsapp.TemplateExamples("Sunday"),
			},
			whatsapp.MessageTemplateBody{Text: "Hi {{1}}, {{2}} off.", Examples: whatsapp.TemplateExamples("Ada", "25%")},
			whatsapp.MessageTemplateLimitedTimeOffer{Text: "Spring offer", HasExpiration: true},
			whatsapp.MessageTemplateCarousel{Cards: []whatsapp.MessageTemplateCard{{Components: whatsapp.MessageTemplateComponents{
				whatsapp.MessageTemplateHeader{Format: whatsapp.MessageTemplateHeaderFormatImage, Handles: []string{"https://scontent.whatsapp.net/v/t61/a.jpg"}},
				whatsapp.MessageTemplateButtons{{Type: whatsapp.MessageTemplateButtonTypeQuickReply, Text: "More"}},
			}}}},
			whatsapp.MessageTemplateCallPermission{},
		},
		RejectedReason: whatsapp.MessageTemplateRejectedReasonPromotional,
		QualityScore:   &whatsapp.MessageTemplateQualityScore{Score: whatsapp.QualityRatingUnknown},
	}
}

func loginTemplate() *whatsapp.MessageTemplate {
	return &whatsapp.MessageTemplate{
		ID: templateID, Name: "login_code", Language: "en_US", Category: whatsapp.MessageTemplateCategoryAuthentication, SendTTLSeconds: -1,
		Components: whatsapp.MessageTemplateComponents{
			whatsapp.MessageTemplateBody{
				Text: "*{{1}}* is your verification code.", AddSecurityRecommendation: new(true), Examples: whatsapp.TemplateExamples("123456"),
			},
			whatsapp.MessageTemplateFooter{Text: "This code expires in 5 minutes.", CodeExpirationMinutes: new(5)},
			whatsapp.MessageTemplateButtons{{
				Type: whatsapp.MessageTemplateButtonTypeOTP, OTPType: whatsapp.MessageTemplateOTPTypeOneTap, Text: "Copy code", AutofillText: "Autofill",
				SupportedApps: []whatsapp.SupportedApp{{PackageName: "com.shop.android", SignatureHash: "K8a/AINcGX7"}},
			}},
		},
	}
}

func shippedRequest() whatsapp.CreateMessageTemplateRequest {
	return whatsapp.CreateMessageTemplateRequest{
		Name: "order_shipped", Language: "en_US", Category: whatsapp.MessageTemplateCategoryUtility,
		ParameterFormat: new(whatsapp.MessageTemplateParameterFormatNamed),
		Components: whatsapp.MessageTemplateComponents{
			whatsapp.MessageTemplateHeader{Format: whatsapp.MessageTemplateHeaderFormatImage, Handles: []string{"4::aW1hZ2UvanBn:ARZ"}},
			shippedBody(),
			whatsapp.MessageTemplateFooter{Text: "Reply STOP to opt out"},
			shippedButtons(),
		},
		SendTTLSeconds: new(600),
	}
}

// fullRequest has all that a request can have, but for the library.
func fullRequest() whatsapp.CreateMessageTemplateRequest {
	return whatsapp.CreateMessageTemplateRequest{
		Name: "everything", Language: "de", Category: whatsapp.MessageTemplateCategoryMarketing,
		ParameterFormat:      new(whatsapp.MessageTemplateParameterFormatPositional),
		Components:           whatsapp.MessageTemplateComponents{},
		SendTTLSeconds:       new(43_200),
		SubCategory:          new(whatsapp.MessageTemplateSubCategoryOrderDetails),
		DisplayFormat:        new(whatsapp.MessageTemplateDisplayFormatOrderDetails),
		SendType:             new(whatsapp.MessageTemplateSendTypeCampaign),
		LinkTrackingOptedOut: new(true),
		OptimizationSpec:     &whatsapp.MessageTemplateOptimizationSpec{BidAmount: 12, BidStrategy: "LOWEST_COST_WITH_BID_CAP"},
		DegreesOfFreedomSpec: json.RawMessage(`{"creative_features_spec":{}}`),
		CreativeSourcingSpec: json.RawMessage(`{"images":[]}`),
	}
}

func libraryRequest() whatsapp.CreateMessageTemplateRequest {
	return whatsapp.CreateMessageTemplateRequest{
		Name: "delivery", Language: "en_US", Category: whatsapp.MessageTemplateCategoryUtility,
		LibraryTemplateName: new("delivery_update_1"),
		LibraryTemplateBodyInputs: &whatsapp.LibraryTemplateBodyInputs{
			AddContactNumber: new(true), AddLearnMoreLink: new(false), AddSecurityRecommendation: new(true),
			AddTrackPackageLink: new(true), CodeExpirationMinutes: new(5),
		},
		LibraryTemplateButtonInputs: []whatsapp.LibraryTemplateButtonInput{
			{Type: whatsapp.MessageTemplateButtonTypeURL, URL: &whatsapp.LibraryTemplateURL{
				BaseURL: "https://shop.test/orders/{{1}}", SuffixExample: "https://shop.test/orders/17",
			}},
			{Type: whatsapp.MessageTemplateButtonTypePhoneNumber, PhoneNumber: "+15550100"},
		},
	}
}

func upsertRequest() whatsapp.UpsertMessageTemplatesRequest {
	return whatsapp.UpsertMessageTemplatesRequest{
		Name: "login_code", Languages: []string{"en_US", "es"}, Category: whatsapp.MessageTemplateCategoryAuthentication,
		Components: whatsapp.MessageTemplateComponents{
			whatsapp.MessageTemplateBody{AddSecurityRecommendation: new(true)},
			whatsapp.MessageTemplateFooter{CodeExpirationMinutes: new(10)},
			whatsapp.MessageTemplateButtons{{Type: whatsapp.MessageTemplateButtonTypeOTP, OTPType: whatsapp.MessageTemplateOTPTypeCopyCode}},
		},
		SendTTLSeconds: new(60),
	}
}

func changedTemplate() whatsapp.UpdateMessageTemplateRequest {
	return whatsapp.UpdateMessageTemplateRequest{
		Category: new(whatsapp.MessageTemplateCategoryMarketing),
		Components: whatsapp.MessageTemplateComponents{whatsapp.MessageTemplateBody{
			Text: "Hi {{first_name}}, all is well.", Examples: []whatsapp.TemplateExample{{Name: "first_name", Value: "Ada"}},
		}},
		ParameterFormat:      new(whatsapp.MessageTemplateParameterFormatNamed),
		SendTTLSeconds:       new(43_200),
		LinkTrackingOptedOut: new(false),
	}
}
