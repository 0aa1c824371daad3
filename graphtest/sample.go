package graphtest

import (
	"encoding/base64"
	"fmt"
	"maps"
	"time"
)

// Access tokens, and a code for one.
const (
	// AccessToken is a token that every server accepts, unless
	// [WithAccessToken] sets another one.
	AccessToken = "graphtest-access-token"
	// SignupCode is a code of Embedded Signup, issued when the server was made,
	// for a token that reaches ClientWABAID. [Server.IssueSignupCode] issues
	// others.
	SignupCode = "AQDgraphtestSignupCode"
	// ExpiredToken is rejected with code 190 and subcode 463.
	ExpiredToken = "graphtest-expired-token"
)

// The ids of the sample world.
const (
	// BusinessID is a business portfolio with three WABAs: two of its own and
	// one of a client.
	BusinessID = "506914307656634"
	// WABAID is its first WABA. It has four phone numbers, seven assigned users
	// and three welcome message sequences.
	WABAID = "102290129340398"
	// SecondWABAID is its second WABA, without phone numbers.
	SecondWABAID = "102290129340777"
	// ClientWABAID is a WABA that a client shares with the business.
	ClientWABAID = "215589313241560"
	// PhoneNumberID is the first phone number of WABAID. Its conversational
	// automation is configured.
	PhoneNumberID = "106540352242922"
	// SecondPhoneNumberID is a phone number of WABAID that has no automation,
	// and an encryption key.
	SecondPhoneNumberID = "106540352242933"
	// BusinessAppPhoneNumberID is a phone number of WABAID that the WhatsApp
	// Business app shares, since the server was made.
	BusinessAppPhoneNumberID = "106540352242944"
	// BotID holds the conversational automation of PhoneNumberID.
	BotID = "731288459023417"
	// UnverifiedPhoneNumberID is a phone number of WABAID that is not verified
	// yet, and UnverifiedPhoneNumberCode the code that it has received.
	UnverifiedPhoneNumberID   = "106540352242955"
	UnverifiedPhoneNumberCode = "135790"
	// PIN is the two-step verification PIN of every phone number.
	PIN = "246810"
	// BusinessProfileID is the business profile of PhoneNumberID.
	BusinessProfileID = "274911308645101"
	// PictureHandle is the handle of a complete upload: of a PNG image.
	PictureHandle = "4::aW1hZ2UvcG5n:a3-kNPkqi4CqsC2b8aEuSf_K5CTkATocT2i2fj0rvNA"
	// AppID is an app with three solutions and four connected businesses.
	AppID = "670843887433847"
	// PartnerAppID is the app of a solution partner.
	PartnerAppID = "885410032197845"
	// UserID is a business user who is assigned to all three WABAs.
	UserID = "122106287654321"
	// SystemUserID is a system user who is assigned to WABAID, and has
	// installed AppID.
	SystemUserID = "122106287654399"
	// UnassignedUserID is a system user of the business without any WABA.
	UnassignedUserID = "122106287654477"
	// OBOMobilityIntentID is the move of SecondWABAID to SolutionID.
	OBOMobilityIntentID = "774093281650901"
	// PartnerBusinessID is the portfolio of a partner.
	PartnerBusinessID = "617303840095512"
	// PreverifiedNumberID is a pre-verified number of BusinessID, which is
	// shared with PartnerBusinessID.
	PreverifiedNumberID = "338201174955601"
	// PendingPreverifiedNumberID waits for a code, and
	// PendingPreverifiedNumberCode is the code.
	PendingPreverifiedNumberID   = "338201174955602"
	PendingPreverifiedNumberCode = "271828"
	// PartnerPreverifiedNumberID is one of PartnerBusinessID, which nobody
	// shares.
	PartnerPreverifiedNumberID = "338201174955604"
	// CreditLineID is a credit line of BusinessID, and CreditAllocationID its
	// allocation to PartnerBusinessID. It pays for no account yet.
	CreditLineID       = "1972385232742146"
	CreditAllocationID = "1972385232742140"
	// SolutionID is an active solution that AppID owns.
	SolutionID = "774093281650012"
	// InvitedSolutionID waits for AppID to accept.
	InvitedSolutionID = "774093281650014"
	// EndingSolutionID is active, and its partner asks to end it.
	EndingSolutionID = "774093281650015"
	// MigrationIntentID is the move of ClientWABAID from SolutionID to
	// EndingSolutionID.
	MigrationIntentID = "774093281650801"
	// MessageHistoryID is a message history of PhoneNumberID with 30 events.
	MessageHistoryID = "913370458812046"
	// MediaID is a PNG image that belongs to PhoneNumberID.
	MediaID = "483219072346125"
	// LoginTemplate is an authentication template of WABAID, in en_US.
	LoginTemplate = "login_code"
	// LoginTemplateID is the id of LoginTemplate.
	LoginTemplateID = "594425479261501"
	// HelloTemplate is a utility template of WABAID without variables, in
	// en_US, and HelloTemplateID its id.
	HelloTemplate   = "hello_world"
	HelloTemplateID = "594425479261502"
	// PausedTemplateID is a template of WABAID that is paused.
	PausedTemplateID = "594425479261503"
	// TemplateGroupID is a group of LoginTemplate and HelloTemplate.
	TemplateGroupID = "918273645546301"
	// GroupID is a group of PhoneNumberID that needs approval to join. Two
	// people are in it, and JoinRequestID is the request of a third.
	GroupID       = "Y2FwaV9ncm91cDox"
	JoinRequestID = "MTU1NTAxMDAxMjU6MTIwMzYzNDA0Njk0MjMzODIw"
	// FlowID is a flow of WABAID that is published and has an endpoint, and
	// DraftFlowID one that is a draft without an endpoint.
	FlowID      = "1534567890123456"
	DraftFlowID = "1534567890123457"
	// CallID is a call of 15550100124 that rings at PhoneNumberID, and
	// AcceptedCallID one of 15550100125 that was accepted. PhoneNumberID may
	// call 15550100126, for good.
	CallID         = "wacid.HBgLMTU1NTAxMDAxMjQVAgASGBQ"
	AcceptedCallID = "wacid.HBgLMTU1NTAxMDAxMjUVAgASGBQ"
	// QRCodeID is a QR code of PhoneNumberID.
	QRCodeID = "4O4YGZEG3RIVE2"
	// CatalogID is a product catalog that is connected to WABAID, and
	// FreeCatalogID one that is not.
	CatalogID     = "826354917260043"
	FreeCatalogID = "826354917260044"
	// PaymentConfigurationName is a payment configuration of WABAID, and
	// PaidOrderID the reference of an order of PhoneNumberID for 210 rupees
	// that was paid with it.
	PaymentConfigurationName = "shop-payments"
	PaidOrderID              = "order-7781"
	// DatasetID is the dataset of WABAID, for conversion events.
	DatasetID = "748291036458217"
	// SequenceID is a welcome message sequence of WABAID that can be updated.
	SequenceID = "186473890"
	// UsedSequenceID is a sequence of WABAID that an ad uses: it can neither
	// be updated nor deleted.
	UsedSequenceID = "186473891"
)

// sampleMoment is the time around which the sample world was created.
var sampleMoment = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// samplePixel is a PNG image of one pixel.
const samplePixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

// sampleKey is the public part of a key that nobody has.
const sampleKey = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwnTvF9dzRjOykwZNL/jZ
fg8MxS7CUysFwzvwyBM3xt+F6feKXvcxMiGIQHAZ96tXzazO8J6RmjaBKDkYY/B0
EOEFJ5+/ZgDgr7hM2szERLp2L6xvtpFtyBQXEEgsE1AvkEv4WEJwSY45Eenn9mRv
v9jMycGHAg5tcRC9Wfo57hC/VwoXf0SxlD3IFh/cSHKUkI7cyIlx0F9iT4FXiUhK
LOvROqI2Z92zsC6qc1mCefn9wUbS6mXMOSGS7ZtIZ50YhlxhkrKRdFM7Z85jqbo8
nsSCY9fGpT4FihEkS6H/7iwIIrVbZcRwd+ktkeP5nAyXC6EmeuCMqJvwEV97deel
lQIDAQAB
-----END PUBLIC KEY-----
`

func addSampleWorld(s *Server) {
	addSampleAccounts(s)
	addSamplePhoneNumbers(s)
	addSamplePreverifiedNumbers(s)
	addSampleCredit(s)
	addSampleUsers(s)
	addSampleSequences(s)
	addSampleApplications(s)
	addSampleHistory(s)
	addSampleMedia(s)
	addSampleTemplates(s)
	addSampleFlows(s)
	addSampleGroups(s)
	addSampleCalls(s)
	addSampleTraffic(s)
	addSampleOperations(s)
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

// addSampleOperations adds what the first account has besides its numbers.
func addSampleOperations(s *Server) {
	s.AddCatalog(Catalog{ID: CatalogID, Name: "Spring collection", ProductCount: 42, BusinessID: BusinessID})
	s.AddCatalog(Catalog{ID: FreeCatalogID, Name: "Spare parts", ProductCount: 7, BusinessID: BusinessID})
	s.ConnectCatalog(WABAID, CatalogID)
	s.AddDataset(WABAID, DatasetID)
	addSamplePayments(s)
	s.AddEncryptionKey(SecondPhoneNumberID, sampleKey)
	week := []string{"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"}
	s.AddSchedule(WABAID, Schedule{
		ID: "731904826350018", Name: "Opening hours",
		Fields: map[string]any{
			"days_of_week": week, "timezone": "America/New_York", "description": "When somebody answers",
			"recurrence_pattern": map[string]any{"frequency": "WEEKLY", "interval": 1},
		},
	})
	s.AddSchedule(WABAID, Schedule{
		ID: "731904826350019", Name: "Maintenance", Type: "MAINTENANCE_WINDOW", StartTime: "02:00", EndTime: "04:00",
		Inactive: true, CreatedAt: sampleMoment.AddDate(0, 0, 1),
	})
	s.AddActivity(WABAID, Activity{
		Type: "PHONE_NUMBER_VERIFIED", ActorID: UserID, ActorName: "Account manager", ActorType: "USER",
		Description: "The phone number +1 555-0100 was verified",
		Details:     map[string]any{"phone_number": "+15550100", "verification_method": "SMS"},
	})
	s.AddActivity(WABAID, Activity{
		Type: "USER_ADDED", At: sampleMoment.Add(time.Hour), ActorID: UserID, ActorName: "Account manager", ActorType: "ADMIN",
		Description: "The system user Messaging service was added", Details: map[string]any{"user_id": SystemUserID},
	})
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

// addSampleTraffic adds what happened at noon on the 15th of last month.
func addSampleTraffic(s *Server) {
	now := time.Now().UTC()
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

func addSampleAccounts(s *Server) {
	s.AddBusiness(Business{ID: BusinessID, Name: "Retail portfolio", TimezoneID: 1})
	s.AddWABA(BusinessID, WABA{
		ID:           WABAID,
		Name:         "Retail account",
		BusinessType: "ENTERPRISE",
		Fields: map[string]any{
			"primary_funding_id":    "771209846630015",
			"purchase_order_number": "PO-2026-0042",
		},
	})
	s.AddWABA(BusinessID, WABA{ID: SecondWABAID, Name: "Wholesale account", BusinessType: "SMB"})
	s.AddWABA(BusinessID, WABA{
		ID:           ClientWABAID,
		Name:         "Client account",
		BusinessType: "STANDARD",
		Client:       true,
		Fields: map[string]any{
			"on_behalf_of_business_info": map[string]any{"id": "617303840095512", "name": "Client portfolio"},
		},
	})
}

func addSamplePhoneNumbers(s *Server) {
	numbers := []PhoneNumber{
		{ID: PhoneNumberID, DisplayPhoneNumber: "+1 555-0100", VerifiedName: "Support line", BotID: BotID},
		{ID: SecondPhoneNumberID, DisplayPhoneNumber: "+1 555-0101", VerifiedName: "Order updates", Fields: map[string]any{badgeField: map[string]any{"oba_status": "PENDING"}}},
		{ID: BusinessAppPhoneNumberID, DisplayPhoneNumber: "+1 555-0102", VerifiedName: "Store desk", QualityRating: "YELLOW"},
		{ID: UnverifiedPhoneNumberID, DisplayPhoneNumber: "+1 555-0103", VerifiedName: "Test line", AccountMode: "SANDBOX", Status: "PENDING"},
	}
	for i, number := range numbers {
		number.CreatedAt = sampleMoment.AddDate(0, 0, i)
		number.ProfileID = fmt.Sprintf("2749113086451%02d", i+1) // the first one is BusinessProfileID
		s.AddPhoneNumber(WABAID, number)
	}
	s.graph.must(phoneKind, BusinessAppPhoneNumberID).joinBusinessApp(time.Now())
	unverified := s.graph.must(phoneKind, UnverifiedPhoneNumberID)
	unverified.values["code_verification_status"] = "UNVERIFIED"
	unverified.hidden["unregistered"] = "true"
	unverified.expectCode(UnverifiedPhoneNumberCode, sampleMoment.AddDate(1000, 0, 0))
	maps.Copy(s.graph.must(businessProfileKind, BusinessProfileID).values, map[string]any{
		"about": "Here to help", "address": "1 Market Square, Springfield", "description": "Answers about orders and returns",
		"email": "support@shop.test", "vertical": "RETAIL", "websites": []string{"https://www.shop.test"},
	})
	s.AddQRCode(PhoneNumberID, QRCode{Code: QRCodeID, PrefilledMessage: "Where is my order?"})
	s.AddQRCode(PhoneNumberID, QRCode{Code: "WOMVTXTJXBPZAX", PrefilledMessage: "When do you open?"})
	s.AddBlockedUser(PhoneNumberID, "15550100666")
	bot := s.graph.must(botKind, BotID)
	bot.values["prompts"] = []string{"Where is my order?", "What are your opening hours?"}
	bot.values["commands"] = []any{
		map[string]any{"command_name": "help", "command_description": "Show what this number can do"},
		map[string]any{"command_name": "status", "command_description": "Look up an order"},
	}
}

func addSamplePreverifiedNumbers(s *Server) {
	s.AddBusiness(Business{ID: PartnerBusinessID, Name: "Client portfolio"})
	for _, number := range []PreverifiedNumber{
		{ID: PreverifiedNumberID, PhoneNumber: "+15550181", CreatedAt: sampleMoment},
		{ID: PendingPreverifiedNumberID, PhoneNumber: "+15550182", CreatedAt: sampleMoment, VerificationStatus: numberPending},
		{ID: "338201174955603", PhoneNumber: "+15550183", CreatedAt: sampleMoment, AvailabilityStatus: numberInUse},
	} {
		s.AddPreverifiedNumber(BusinessID, number)
	}
	s.AddPreverifiedNumber(PartnerBusinessID, PreverifiedNumber{
		ID: PartnerPreverifiedNumberID, PhoneNumber: "+15550184", CreatedAt: sampleMoment,
	})
	s.SharePreverifiedNumber(PreverifiedNumberID, PartnerBusinessID)
	s.graph.must(preverifiedKind, PendingPreverifiedNumberID).expectCode(PendingPreverifiedNumberCode, sampleMoment.AddDate(1000, 0, 0))
}

func addSampleCredit(s *Server) {
	s.AddCreditLine(BusinessID, CreditLine{ID: CreditLineID, LegalEntityName: "Retail Partners Ltd"})
	s.graph.allocate(CreditAllocationID, s.graph.must(creditLineKind, CreditLineID), s.graph.must(businessKind, PartnerBusinessID))
}

func addSampleUsers(s *Server) {
	s.AddAssignedUser(WABAID, AssignedUser{ID: UserID, Name: "Account manager", Tasks: []string{"MANAGE", "DEVELOP"}})
	s.AddAssignedUser(WABAID, AssignedUser{
		ID: SystemUserID, Name: "Messaging service", Type: "SYSTEM_USER", Tasks: []string{"FULL_CONTROL"},
	})
	for i := range 5 {
		s.AddAssignedUser(WABAID, AssignedUser{
			ID:    fmt.Sprintf("1221062876544%02d", 10+i),
			Name:  fmt.Sprintf("Support agent %d", i+1),
			Tasks: []string{"MESSAGING", "VIEW_TEMPLATES"},
		})
	}
	s.AddAssignedUser(SecondWABAID, AssignedUser{ID: UserID, Tasks: []string{"VIEW_COST"}})
	s.AddAssignedUser(ClientWABAID, AssignedUser{ID: UserID, Tasks: []string{"MESSAGING"}})
	s.AddUser(BusinessID, User{ID: UnassignedUserID, Name: "Reporting service", Type: "SYSTEM_USER"})
	s.AddSystemUser(BusinessID, SystemUser{ID: SystemUserID, Role: "ADMIN"})
	s.AddSystemUser(BusinessID, SystemUser{ID: UnassignedUserID})
}

func addSampleSequences(s *Server) {
	content := `{"text":"Welcome to the store.","autofill_message":{"content":"Hello! Can I get more information?"},` +
		`"ice_breakers":[{"title":"Opening hours"},{"title":"Order status"}]}`
	s.AddWelcomeSequence(WABAID, WelcomeSequence{ID: SequenceID, Name: "Store visit", Content: content, AppID: AppID})
	s.AddWelcomeSequence(WABAID, WelcomeSequence{ID: UsedSequenceID, Name: "Spring sale", Content: content, UsedInAd: true})
	s.AddWelcomeSequence(WABAID, WelcomeSequence{ID: "186473892", Name: "Returns"})
}

func addSampleApplications(s *Server) {
	s.AddApplication(Application{ID: AppID, Name: "Messaging console"})
	s.AddApplication(Application{ID: PartnerAppID, Name: "Partner console"})
	messaging := []string{"MESSAGING"}
	s.AddSolution(AppID, Solution{ID: SolutionID, Name: "Shared messaging", OwnerPermissions: messaging, PartnerAppID: PartnerAppID})
	s.AddSolution(AppID, Solution{Name: "Pilot", Status: "DRAFT", OwnerPermissions: messaging})
	s.AddSolution(PartnerAppID, Solution{
		ID: InvitedSolutionID, Name: "Partner campaign", Status: "INITIATED", PendingRequest: "PENDING_ACTIVATION",
		OwnerPermissions: messaging, PartnerAppID: AppID,
	})
	s.graph.addCode(SignupCode, Token{BusinessID: BusinessID, WABAIDs: []string{ClientWABAID}})
	s.graph.must(userKind, SystemUserID).install(AppID)
	s.AddSolution(AppID, Solution{
		ID: EndingSolutionID, Name: "Last season", PendingRequest: deactivationPending,
		OwnerPermissions: messaging, PartnerAppID: PartnerAppID,
	})
	s.ShareWithSolution(WABAID, SolutionID)
	s.ShareWithSolution(ClientWABAID, SolutionID)
	s.AddOnBehalfRequest(WABAID, OnBehalfRequest{
		ID: "774093281650911", RequestingBusinessID: PartnerBusinessID, ReceivingBusinessID: BusinessID,
	})
	s.AddOnBehalfRequest(WABAID, OnBehalfRequest{
		ID: "774093281650912", RequestingBusinessID: BusinessID, ReceivingBusinessID: PartnerBusinessID, Status: "PENDING",
	})
	s.graph.addOBOIntent(OBOMobilityIntentID, s.graph.must(wabaKind, SecondWABAID), s.graph.must(solutionKind, SolutionID))
	intent := s.graph.add(migrationIntentKind, MigrationIntentID, map[string]any{})
	s.graph.must(wabaKind, ClientWABAID).intend(intent, SolutionID, EndingSolutionID)
	s.AddSubscribedApp(WABAID, SubscribedApp{AppID: AppID})
	s.AddAppSubscription(AppID, AppSubscription{
		CallbackURL: "https://hooks.shop.test/whatsapp", Fields: []string{"messages", "message_template_status_update"},
	})
	for i, status := range []string{"VERIFIED", "VERIFIED", "PENDING", "UNVERIFIED"} {
		s.AddConnectedBusiness(AppID, ConnectedBusiness{
			ID:                 fmt.Sprintf("5091430765667%02d", i+1),
			Name:               fmt.Sprintf("Client business %d", i+1),
			VerificationStatus: status,
			CreatedAt:          sampleMoment.AddDate(0, -i, 0),
			UpdatedAt:          sampleMoment,
		})
	}
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
