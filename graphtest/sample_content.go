package graphtest

import (
	"encoding/base64"
	"fmt"
	"time"
)

// What the accounts of the sample world send, receive and count.

func addSampleTemplates(s *Server) {
	s.AddTemplate(WABAID, Template{
		ID: LoginTemplateID, Name: LoginTemplate, Category: authenticationTemplate,
		Components: `[{"type":"BODY","text":"*{{1}}* is your verification code.","add_security_recommendation":false,"example":{"body_text":[["123456"]]}},` +
			`{"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"COPY_CODE","text":"Copy code"}]}]`,
	})
	s.AddTemplate(WABAID, Template{
		ID: HelloTemplateID, Name: HelloTemplate,
		Components: `[{"type":"HEADER","format":"TEXT","text":"Hello World"},` +
			`{"type":"BODY","text":"Good to have you here. This message shows that the set-up works."},` +
			`{"type":"FOOTER","text":"A sample"}]`,
	})
	s.AddTemplate(WABAID, Template{
		ID: PausedTemplateID, Name: "weekly_offer", Category: marketingTemplate, Status: pausedTemplate, Body: "This week is for you.",
		Fields: map[string]any{"quality_score": map[string]any{"score": "RED"}},
	})
	s.AddTemplateGroup(WABAID, TemplateGroup{ID: TemplateGroupID, Name: "Onboarding", TemplateIDs: []string{LoginTemplateID, HelloTemplateID}})
}

func addSampleFlows(s *Server) {
	s.AddFlow(WABAID, Flow{
		ID: FlowID, Name: "appointment", Status: publishedFlow, Categories: []string{"APPOINTMENT_BOOKING"},
		EndpointURI: "https://flows.shop.test/appointment", EndpointRequests: 1200,
		JSON: `{
  "version": "7.3",
  "data_api_version": "4.0",
  "routing_model": {"APPOINTMENT": ["SUMMARY"], "SUMMARY": []},
  "screens": [
    {
      "id": "APPOINTMENT",
      "title": "Appointment",
      "data": {"days": {"type": "array", "items": {"type": "object"}, "__example__": []}},
      "layout": {"type": "SingleColumnLayout", "children": [
        {"type": "Dropdown", "name": "day", "label": "Day", "data-source": "${data.days}", "required": true},
        {"type": "Footer", "label": "Next", "on-click-action": {"name": "data_exchange", "payload": {"day": "${form.day}"}}}
      ]}
    },
    {
      "id": "SUMMARY",
      "title": "Summary",
      "terminal": true,
      "data": {"day": {"type": "string", "__example__": "Monday"}},
      "layout": {"type": "SingleColumnLayout", "children": [
        {"type": "TextBody", "text": "${data.day}"},
        {"type": "Footer", "label": "Book", "on-click-action": {"name": "data_exchange", "payload": {"day": "${data.day}"}}}
      ]}
    }
  ]
}`,
	})
	s.AddFlow(WABAID, Flow{ID: DraftFlowID, Name: "survey", Categories: []string{"SURVEY", "OTHER"}})
}

func addSampleSequences(s *Server) {
	content := `{"text":"Welcome to the store.","autofill_message":{"content":"Hello! Can I get more information?"},` +
		`"ice_breakers":[{"title":"Opening hours"},{"title":"Order status"}]}`
	s.AddWelcomeSequence(WABAID, WelcomeSequence{ID: SequenceID, Name: "Store visit", Content: content, AppID: AppID})
	s.AddWelcomeSequence(WABAID, WelcomeSequence{ID: UsedSequenceID, Name: "Spring sale", Content: content, UsedInAd: true})
	s.AddWelcomeSequence(WABAID, WelcomeSequence{ID: "186473892", Name: "Returns"})
}

func addSampleMedia(s *Server) {
	image, err := base64.StdEncoding.DecodeString(samplePixel)
	if err != nil {
		panic(err)
	}
	media := s.graph.add(mediaKind, MediaID, map[string]any{"mime_type": "image/png"})
	media.content = image
	media.links["owner"] = s.graph.must(phoneKind, PhoneNumberID)

	picture := newNode(uploadKind, "", map[string]any{})
	picture.content, picture.hidden["type"] = image, "image/png"
	s.graph.uploaded[picture.uploadHandle()] = picture
}

func addSampleHistory(s *Server) {
	s.AddMessageHistory(PhoneNumberID, MessageHistory{ID: MessageHistoryID, MessageID: "wamid.HBgLMTU1NTU1NTAxMDAVAgARGBI5QTNDQTVCM0Q0"})
	statuses := []string{"ACCEPTED", "SENT", "DELIVERED", "READ", "ERROR"}
	for i := range 30 {
		event := MessageHistoryEvent{
			ID:              fmt.Sprintf("9133704588130%02d", i+1),
			Status:          statuses[i%len(statuses)],
			OccurredAt:      sampleMoment.Add(time.Duration(i) * time.Minute),
			ApplicationName: "Messaging console",
		}
		if event.Status == "ERROR" {
			event.ErrorDescription = "The webhook endpoint did not answer in time"
		}
		s.AddMessageHistoryEvent(MessageHistoryID, event)
	}
	second := s.AddMessageHistory(PhoneNumberID, MessageHistory{})
	s.AddMessageHistoryEvent(second, MessageHistoryEvent{OccurredAt: sampleMoment})
}

func addSampleGroups(s *Server) {
	s.AddGroup(PhoneNumberID, Group{
		ID: GroupID, Subject: "Spring tour", Description: "Where to meet, and when", JoinApprovalMode: approvalRequired,
		Participants: []string{"15550100123", "15550100124"}, JoinRequests: []GroupJoinRequest{{ID: JoinRequestID, User: "15550100125"}},
	})
	s.AddGroup(PhoneNumberID, Group{Subject: "Regulars", Participants: []string{"15550100126"}})
}

// addSampleCalls enables calls for the first number.
func addSampleCalls(s *Server) {
	s.graph.must(phoneKind, PhoneNumberID).settings()["calling"]["status"] = enabled
	s.AddCall(PhoneNumberID, Call{ID: CallID, User: "15550100124"})
	s.AddCall(PhoneNumberID, Call{ID: AcceptedCallID, User: "15550100125", State: CallStateAccepted})
	s.graph.callPermission(pair{PhoneNumberID, "15550100126"}).permanent = true
}

func addSamplePayments(s *Server) {
	s.AddPaymentConfiguration(WABAID, PaymentConfiguration{Name: PaymentConfigurationName, ProviderMID: "acc_GP4lfNA0iIMn5B"})
	paid := &payment{
		phone: PhoneNumberID, messageID: "wamid.graphtestPaidOrder", payer: sampleUser,
		configuration: PaymentConfigurationName, reference: PaidOrderID, gateway: "razorpay", currency: "INR", value: 21000,
	}
	paid.attempt("EKwxwAgItmmXdp", PaymentAttempt{}, sampleMoment)
	s.graph.orders.set(orderKey{WABAID, PaidOrderID}, orderState{status: "processing", paid: true, payment: paid})
}

// addSampleTraffic adds what happened at noon on the 15th of last month.
func addSampleTraffic(s *Server) {
	now := s.now().UTC()
	noon := time.Date(now.Year(), now.Month()-1, 15, 12, 0, 0, 0, time.UTC)
	for _, one := range []Traffic{
		{Sent: 130, Delivered: 120, Read: 90, TemplateID: PausedTemplateID, Cost: 3, Clicks: map[string]int{"Show me": 12}, Conversations: 110},
		{Delivered: 200, Read: 180, TemplateID: HelloTemplateID, Cost: 0.8, Conversations: 190},
		{Delivered: 60, Read: 55, TemplateID: LoginTemplateID, Cost: 0.81, Tier: "0:750000", Conversations: 60},
		{Delivered: 40, Read: 31, TemplateID: LoginTemplateID, Cost: 0.4, Tier: "0:750000", Country: "IN", Conversations: 40, PhoneNumberID: SecondPhoneNumberID},
		{Delivered: 350, Read: 340, Received: 410, Conversations: 300},
		{Calls: 35, CallSeconds: 3710, Cost: 0.48},
		{Calls: 4, CallSeconds: 240, Cost: 0.12, CallDirection: "BUSINESS_INITIATED"},
		{Sent: 10, Delivered: 10, Read: 8, GroupID: GroupID, Joined: 3, Left: 1},
	} {
		one.At = noon
		s.AddTraffic(WABAID, one)
	}
}
