package graphtest

import (
	"fmt"
	"maps"
	"time"
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
	addSampleClient(s)
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
	s.graph.must(phoneKind, BusinessAppPhoneNumberID).joinBusinessApp(s.now())
	s.SetEscalationPartner(SecondPhoneNumberID, true)
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

func addSampleClient(s *Server) {
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
	s.AddVerificationSubmission(BusinessID, VerificationSubmission{
		ID: "771209846630020", ClientBusinessID: PartnerBusinessID, SubmittedAt: sampleMoment,
		Status: submissionFailed, RejectionReasons: []string{"MALFORMED_DOCUMENTS"},
	})
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
	addSampleSignups(s)
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

func addSampleSignups(s *Server) {
	subscribers := s.AddCustomerBase(BusinessID, CustomerBase{ID: CustomerBaseID, Name: "Subscribers"})
	setDefaultCustomerBase(s.graph.must(wabaKind, WABAID), s.graph.must(customerBaseKind, subscribers), sampleMoment)
	s.AddSignup(WABAID, Signup{
		ID: SignupID, ConfirmationMessage: "You have signed up. Your code is {{promo_code}}.", PromoCode: "WELCOME10",
		WebsiteURL: "https://shop.test", DisplayName: "Summer sale",
	})
	s.AddSignup(WABAID, Signup{SignupMessage: "Hear of new teas first", Status: "DISABLED"})
}
