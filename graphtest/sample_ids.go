package graphtest

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
	// and an encryption key. The app is the escalation partner for it.
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
	// PartnerBusinessID is the portfolio of a partner, which is also a client:
	// BusinessID has submitted it for verification once.
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
	// SignupID is an in-app signup of WABAID, whose portfolio has accepted the
	// terms; the one of ClientWABAID has not. CustomerBaseID is where the
	// people go who sign up.
	SignupID       = "9876543210123456"
	CustomerBaseID = "456789012345678"
	// DatasetID is the dataset of WABAID, for conversion events.
	DatasetID = "748291036458217"
	// SequenceID is a welcome message sequence of WABAID that can be updated.
	SequenceID = "186473890"
	// UsedSequenceID is a sequence of WABAID that an ad uses: it can neither
	// be updated nor deleted.
	UsedSequenceID = "186473891"
)
