package examples_test

import "testing"

// An expectation describes the output and behaviour of an example.
type expectation struct {
	// lines are some of the lines that it prints in memory.
	lines []string
	// arguments are what it is given in memory.
	arguments []string
	// changes means that it changes something with -apply.
	changes bool
	// memoryOnly means that it never talks to Meta.
	memoryOnly bool
	// serves tests it against Meta, where it listens until it is interrupted.
	serves func(t *testing.T, binary string)
}

// applied are the arguments with which an example does all that it does.
func (e expectation) applied() []string {
	if e.changes {
		return []string{"-apply"}
	}
	return nil
}

var expectations = map[string]expectation{
	"analytics": {lines: []string{
		`  MARKETING           120 delivered    3.00 USD`,
		`  total                                5.01 USD`,
		`  weekly_offer    130 sent, 120 delivered, 90 read`,
		`                  12 clicks on "Show me"`,
		`  Onboarding      300 sent`,
		`  UTILITY           190`,
		`  USER_INITIATED      35 calls, 106 on average`,
	}},
	"automation": {changes: true, lines: []string{
		`  ~ command /status: "Look up an order" -> "Show the status of your order"`,
		`  applied`,
		`  no changes`,
	}},
	"bots": {lines: []string{
		`Bot 731288459023417`,
		`  prompt           Where is my order?`,
		`  2 prompts, 0 commands in the answer`,
	}},
	"business-profiles": {changes: true, lines: []string{
		`  picture   false`,
		`  picture uploaded and set`,
		`  about     Open every day until eight`,
		`  websites  https://www.shop.test, https://www.shop.test/help`,
		`  picture   true`,
	}},
	"businesses": {lines: []string{
		`  name          Retail portfolio`,
		`  time zone     1`,
		`  102290129340777    Wholesale account     USD`,
		`  122106287654321    Account manager`,
		`  826354917260044    Spare parts`,
	}},
	"client-verification": {memoryOnly: true, lines: []string{
		`  617303840095512 cannot send before it is verified`,
		`  attempt 2`,
		`  617303840095512: FAILED, LEGAL_NAME_NOT_FOUND_IN_DOCUMENTS`,
		`  attempt 3`,
		`  617303840095512: APPROVED, NONE`,
		`  APPROVED  []`,
	}},
	"campaign": {changes: true, lines: []string{
		`200 messages from +1 555-0100`,
		`  row 3: whatsapp: invalid request: to must be a phone number in international form, such as +15550100123, not "unknown"`,
		`  [####################....................]  50 %`,
		`  [########################################] 100 %`,
		`  accepted 199, rejected 1, unknown 0`,
		`  sent in both runs: 199`,
	}},
	"commerce": {changes: true, lines: []string{
		`  catalog     Spring collection, 42 products`,
		`  visible     catalog false, cart true`,
		`  compliance  nothing said yet`,
		`  catalog     Spare parts, 7 products`,
		`  visible     catalog true, cart true`,
		`  compliance  Retail Partners, PARTNERSHIP`,
	}},
	"connected-businesses": {lines: []string{
		`Next page of the businesses connected to the app 670843887433847`,
		`  509143076566704    Client business 4   ACTIVE    UNVERIFIED   since 2025-12-02`,
		`2 of 4 businesses are verified`,
	}},
	"credit-lines": {memoryOnly: true, lines: []string{
		`  1972385232742146 of Retail Partners Ltd`,
		`  pays for the account 215589313241560: true`,
		`  pays for the account 102290129340777: false`,
		`  the allocation is DELETED`,
	}},
	"embedded-signup": {memoryOnly: true, lines: []string{
		`  saved; next is inspect`,
		`  stopped at register: run it again: the number is not registered a second time if it is registered now`,
		`  next step: register`,
		`  the number can send`,
		`  the token is valid: true, for [whatsapp_business_management whatsapp_business_messaging], until revoked: true`,
		`  replaced [REDACTED], valid for 60 days`,
	}},
	"conversions": {changes: true, lines: []string{
		`  748291036458217  Retail account events`,
		`  click ARAkLkA8rmlFeiCktEJQ: 1 event received`,
	}},
	"encryption-key": {changes: true, lines: []string{
		`  there is none`,
		`  signature  VALID`,
		`  it is ours true`,
	}},
	"errors": {memoryOnly: true, lines: []string{
		`  -> ActionChange: correct it, or drop it; it is about the sender`,
		`  -> ActionRenewToken: get another token`,
		`  -> ActionChange: correct it, or drop it; it is about the request`,
		`  -> ActionRetryLater: put the work aside for 45m0s`,
		`  -> ActionRetryLater: put the work aside for 30s`,
		`  -> ActionRetryNow: the caller gave up; nothing has happened`,
		`  -> ErrOutcomeUnknown: look for "Summer campaign"`,
		`  the sequence is <new id>`,
		`  HTTP 200, 2 attempts, version v23.0, 3% of the quota used`,
	}},
	"flow-endpoint": {serves: testFlowEndpoint, lines: []string{
		`  created    <new id>`,
		`  flow.json:3:14: MIN_ITEMS_REQUIRED: Property 'screens' should have at least '1' items.`,
		`  code 139002: The JSON of the flow has mistakes: see its validation_errors`,
		`  PUBLISHED  version 7.3, answered by https://flows.shop.test/appointment`,
		`  preview    https://business.facebook.com/[REDACTED]`,
		`  SUMMARY      {"day":"friday","text":"Friday at nine"}`,
		`  SUCCESS      the chat gets a message with the day`,
		`  HTTP 427   You have an appointment already.`,
		`  HTTP 432`,
		`  keep       flow.json, FLOW_JSON`,
		`  survey-discarded  deleted`,
		`  book-appointment  DEPRECATED`,
	}},
	"calls": {memoryOnly: true, lines: []string{
		`  status no_permission, may ask: true`,
		`  status temporary, may call: true`,
		`    send_call_permission_request: 1 of 2 within 168h0m0s`,
		`  webhook  RINGING`,
		`  webhook  ACCEPTED`,
		`  webhook  terminate, COMPLETED, for order-7781`,
		`  webhook  a recording of the type audio/ogg; codecs=opus`,
		`  webhook  connect with an offer`,
		`  webhook  terminate, COMPLETED, for agent-4`,
	}},
	"groups": {lines: []string{
		`  Spring tour   approval_required  2 people, suspended: false`,
		`    15550100125 asks to join`,
		`  approved 1, failed 1: code 131201`,
		`  written to the group: true`,
		`  picture  image/jpeg`,
		`  removed  15550130`,
		`  deleted`,
	}},
	"media": {changes: true, lines: []string{
		`  ... GET /{media-url}: HTTP 404`,
		`  40 of 70 bytes`,
		`  ... GET /{media-url}: HTTP 206`,
		`  70 bytes, SHA-256 matches`,
		`  ... DELETE /{media-id}: HTTP 200`,
	}},
	"message-history": {lines: []string{
		`  913370458812046  wamid.HBgLMTU1NTU1NTAxMDAVAgARGBI5QTNDQTVCM0Q0`,
		`  DELIVERED     6`,
		`  2026-03-02 09:29  The webhook endpoint did not answer in time`,
	}},
	"messages": {changes: true, lines: []string{
		`  question accepted: true`,
		`  whatsapp.AuthenticationCode{login_code, en_US, [REDACTED]}: accepted`,
		`  accepted: whatsapp.InteractiveOrderDetails`,
		`  accepted: template spring_sale`,
		`  not sent: whatsapp: invalid request: interactive.action.parameters.total_amount.value is 999; subtotal + tax + shipping - discount is 1500`,
		`  failed: 131047 Re-engagement message`,
		`  sent as utility`,
		`  errors.Is(err, ErrOutcomeUnknown): true`,
		`  3 of 3 settled`,
		`  message 0: accepted, from the journal: false`,
		`  message 2: accepted, from the journal: true`,
	}},
	"multi-tenant": {lines: []string{
		`  102290129340398    4`,
		`  errors.Is(err, ErrTokenExpired): true`,
		`  with a new token: 4 phone numbers`,
		`  GET /{waba-id}/phone_numbers                             5, failed: 2`,
	}},
	"otp-login": {changes: true, lines: []string{
		`  whatsapp_send_otp      HTTP 200  {"success":true,"message":"OTP sent","expiresIn":600}`,
		`  whatsapp_validate_otp  HTTP 200  {"valid":false,"message":"The code is wrong or has expired"}`,
		`  whatsapp_validate_otp  HTTP 200  {"valid":true,"sessionToken":"...","role":"customer"}`,
		`  the session belongs to +15550123, role customer`,
		`  the next code is available in 15m0s`,
	}},
	"payments": {lines: []string{
		`  shop-payments    RAZORPAY    Active`,
		`  sign in at https://www.facebook.com/[REDACTED]`,
		`  it is Active`,
		`  pending after 1 attempts`,
		`  captured after 2 attempts`,
		`  errors.Is(err, ErrOutcomeUnknown): true`,
		`  paid back: 5000 of 25000, success`,
	}},
	"phone-numbers": {changes: true, lines: []string{
		`  106540352242944    +1 555-0102       Store desk            YELLOW`,
		`  onboarded   2 March 2026`,
		`  calls       ENABLED`,
		`  badge       NOT_STARTED`,
		`  https://wa.me/message/4O4YGZEG3RIVE2  Where is my order?`,
		`  says     What is in season?`,
		`  +15550110 added as <new id>`,
		`  +15550110 is already registered: choose another number`,
	}},
	"provision": {changes: true, lines: []string{
		`    ~ profile`,
		`        about: "Here to help" -> "Open every day until eight"`,
		`        ! cannot be undone: what is published can only be replaced or deprecated`,
		`  3 to create, 2 to change, 1 to delete; 2 cannot be undone; 1 will be reviewed by Meta`,
		`  6 of 6  delete template "weekly_offer/en_US" of account 102290129340398: applied`,
		`  no changes`,
	}},
	"quickstart": {changes: true, lines: []string{
		`  applied and read back: 2 prompts, 2 commands`,
		`  <new id>    Summer campaign           used in an ad: false`,
		`  102290129340777    Wholesale account`,
		`  122106287654414    Support agent 5       [MESSAGING VIEW_TEMPLATES]`,
		`  errors.Is(err, ErrInvalidRequest): true`,
	}},
	"signups": {changes: true, lines: []string{
		`  9876543210123456   ACTIVE    Get our offers in WhatsApp`,
		`  456789012345678    Subscribers   default: true`,
		`  somebody signs up: Welcome! Your code is TEA10.`,
		`  "Autumn teas" is DISABLED`,
	}},
	"slow-bot": {serves: testSlowBot, arguments: []string{"-delay", "20ms"}, lines: []string{
		`  accepted    12 bodies`,
		`  message     15550100124   Is my order on its way?`,
		`  answer      15550100124   Is my order on its way?`,
		`  error       the callback panicked: there is no answer to this`,
		`  15550100123   Good morning / Is my order on its way? / Never mind`,
		`  15550100124   Good morning / Is my order on its way?`,
		`  15550100125   Good morning / Is my order on its way?`,
	}},
	"simulator": {memoryOnly: true, arguments: []string{"-once"}, serves: testSimulator, lines: []string{
		`  interactive  Your order *7781* is on its way:`,
		`  interactive  Which day suits you?`,
	}},
	"solutions": {changes: true, lines: []string{
		`  774093281650014    Partner campaign    INITIATED   PENDING_ACTIVATION    Partner console`,
		`  proposed <new id> to the app 885410032197845`,
		`  774093281650014 is ACCEPTED`,
		`  partner Messaging console: ACCEPTED`,
		`  the move is COMPLETED`,
		`  Client portfolio asks: IN_PROGRESS`,
		`  the transfer to Partner campaign is COMPLETED`,
		`  still ACTIVE`,
		`  now DEACTIVATED`,
	}},
	"preverified-numbers": {memoryOnly: true, lines: []string{
		`  +15550190 is valid: true`,
		`  shared with Client portfolio`,
		`  Repairs: VERIFIED`,
		`  +15550190  VERIFIED   IN_USE`,
	}},
	"register-number": {memoryOnly: true, lines: []string{
		`  created as <new id>`,
		`  verified`,
		`  registered`,
		`  calls are on, from 09:00`,
		`  "repairs" is taken, "repairs.desk" is reserved`,
		`  the PIN is wrong: the number has another one`,
		`  registered too often: try again in 72h0m0s`,
	}},
	"templates": {changes: true, lines: []string{
		`  hello_world     en_US   UTILITY         APPROVED   Good to have you here. This message shows that the set-up works.`,
		`  delivery_update_1   Hi {{1}}, your parcel {{2}} arrives soon.`,
		`  login_code      components.buttons has no values for the button 0 of the type OTP`,
		`  en_US   *{{1}}* is your verification code. This code expires in 5 minutes.`,
		`  created  <new id>: PENDING`,
		`  deleted`,
		`  second_factor  pt_BR: PENDING`,
		`  weekly_offer   changed, compared by 3 metrics`,
		`  hello_world    archived and restored: true`,
		`  2 copied, 3 not`,
		`  Offers: What there is this week`,
	}},
	"users": {changes: true, lines: []string{
		`  215589313241560    Client account        [MESSAGING]`,
		`  4 of 7 shown`,
		`  added    122106287654477 (Reporting service) with [VIEW_TEMPLATES VIEW_INSIGHTS]`,
		`  removed  122106287654477`,
	}},
	"wabas": {changes: true, lines: []string{
		`  messaging limit  TIER_2K`,
		`  can send messages  AVAILABLE`,
		`  fields: ok: the app receives messages`,
		`  Weekend         BUSINESS_HOURS      10:00 to 14:00`,
		`  ACCOUNT_UPDATED         Messaging console   The account was updated`,
		`  102290129340777    Wholesale account     USD   SELF_OWNED`,
		`  215589313241560    Client account        USD   CLIENT_OWNED`,
	}},
	"webhook-server": {serves: testServing, lines: []string{
		`  message     15550100123   Good morning`,
		`  echo        15550100123   Good morning`,
		`  status      15550100123   read`,
		`  duplicate   HTTP 200, 1 echo so far`,
		`  echo        US.13491208   Hello`,
		`              (#131026) Message undeliverable`,
		`  message     15550100127   Once, please`,
		`  status      15550100127   read`,
		`  Meta        graphtest: the callback answered 500, to be delivered again in 200ms`,
		`  echo        15550100125   Still open?`,
		`  unsigned    HTTP 401`,
		`  forged      HTTP 401`,
	}},
	"welcome-sequences": {changes: true, lines: []string{
		`  updated  "Autumn campaign", 2 ice breakers`,
		`  deleted  and not found any more: true`,
		`  errors.Is(err, ErrSequenceInUse): true`,
	}},
}
