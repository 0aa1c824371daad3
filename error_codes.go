package whatsapp

import (
	"cmp"
	"net/http"
	"slices"
	"time"
)

// errorCodes is the table of Graph's error codes, sorted by code and subcode.
// An array costs nothing when the program starts.
//
// https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
// https://developers.facebook.com/docs/graph-api/guides/error-handling
var errorCodes = [...]errorCode{
	{code: 0, class: unauthorized | tokenExpired, meaning: "the app user could not be authenticated", advice: "get a new access token"},
	{code: 1, class: transient, retry: ambiguous, maxRetries: 2, meaning: "an unknown error, or a malformed request", advice: "check the request; if it is right, try again later"},
	{code: 2, class: transient, retry: ambiguous, meaning: "the service is temporarily down or overloaded", advice: "try again later"},
	{code: 3, class: permission, meaning: "the app or token lacks a capability", advice: "check the app's permissions and access level"},
	{code: 4, class: rateLimited, retry: throttled, meaning: "the app's call quota is used up", advice: "wait, then call less often"},
	{code: 10, class: permission, meaning: "a permission was not granted or was removed", advice: "grant the permission to the token"},
	{code: 17, class: rateLimited, retry: throttled, meaning: "the user's call quota is used up", advice: "wait, then call less often"},
	{code: 32, class: rateLimited, retry: throttled, meaning: "the page's call quota is used up", advice: "wait, then call less often"},
	{code: 33, class: notFound, about: SubjectSender, meaning: "the phone number was deleted", advice: "use another phone number"},
	{code: 100, class: invalid, meaning: "a parameter is invalid or unknown", advice: "correct the request"},
	{code: 100, subcode: 33, class: notFound, about: SubjectSender, meaning: "the object does not exist, is not visible to the token, or does not support the operation", advice: "check the id, and that the asset is assigned to the token's user"},
	{code: 100, subcode: 36007, class: invalid, meaning: "the authorization code has expired", advice: "have the customer go through Embedded Signup again, and exchange the code within 30 seconds"},
	{code: 100, subcode: 36008, class: invalid, meaning: "the authorization code is invalid, or came with another redirect_uri", advice: "send no redirect_uri with a code of Embedded Signup, and the same one with any other code"},
	{code: 100, subcode: 36009, class: invalid, meaning: "the authorization code has been used", advice: "have the customer go through Embedded Signup again"},
	{code: 101, class: invalid, action: ActionEscalate, about: SubjectSender, meaning: "the app is unknown, or its id and secret do not belong together", advice: "check the app id and the app secret"},
	{code: 102, class: unauthorized, meaning: "the session or login is not valid", advice: "get a new access token"},
	{code: 104, class: unauthorized, meaning: "no access token, or a bad signature", advice: "send a valid access token"},
	{code: 190, class: unauthorized | tokenExpired, meaning: "the access token is invalid or has expired", advice: "get a new access token"},
	{code: 190, subcode: 458, class: unauthorized | tokenExpired, meaning: "the user no longer authorises the app", advice: "have the user authorise the app again"},
	{code: 190, subcode: 459, class: unauthorized, action: ActionEscalate, meaning: "the user must log in on the web first", advice: "have the user log in and pass the checkpoint"},
	{code: 190, subcode: 460, class: unauthorized | tokenExpired, meaning: "the password was changed", advice: "get a new access token"},
	{code: 190, subcode: 463, class: unauthorized | tokenExpired, meaning: "the access token has expired", advice: "get a new access token"},
	{code: 190, subcode: 464, class: unauthorized, action: ActionEscalate, meaning: "the user is not confirmed", advice: "have the user confirm the account"},
	{code: 190, subcode: 467, class: unauthorized | tokenExpired, meaning: "the access token was invalidated", advice: "get a new access token"},
	{code: 190, subcode: 492, class: permission, meaning: "the person behind the token lacks a role on the asset", advice: "give the person a role on the asset"},
	{code: 192, class: invalid, about: SubjectRecipient, meaning: "the phone number is invalid", advice: "correct the phone number"},
	{code: 200, class: permission, meaning: "a permission or the access to the asset is missing", advice: "grant the permission and assign the asset to the token's user"},
	{code: 341, class: rateLimited, retry: throttled, meaning: "a temporary limit of the app was reached", advice: "wait, then call less often"},
	{code: 368, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "blocked for policy, or the account is restricted or disabled", advice: "see the account's status in the Business Manager"},
	{code: 368, subcode: 1390008, class: rateLimited, wait: time.Hour, meaning: "acting too fast", advice: "stop for a while, then go slower"},
	{code: 506, class: invalid, meaning: "a duplicate of the previous post", advice: "change the request, or leave it"},
	{code: 613, class: rateLimited, retry: throttled, meaning: "a rate limit of this operation was reached", advice: "wait, then call less often"},
	{code: 803, class: notFound, about: SubjectSender, meaning: "the object does not exist or is not accessible", advice: "check the id, and that the asset is assigned to the token's user"},
	{code: 2500, class: invalid, about: SubjectSender, meaning: "the path or the fields expression is malformed, or no token was sent", advice: "correct the path or the fields"},
	{code: 2635, class: invalid, about: SubjectSender, meaning: "the API version is retired", advice: "use a newer API version"},
	{code: 80000, class: rateLimited, retry: throttled, meaning: "the Ads Insights quota is used up", advice: "wait, then call less often"},
	{code: 80001, class: rateLimited, retry: throttled, meaning: "the Pages quota is used up", advice: "wait, then call less often"},
	{code: 80002, class: rateLimited, retry: throttled, meaning: "the Instagram quota is used up", advice: "wait, then call less often"},
	{code: 80003, class: rateLimited, retry: throttled, meaning: "the custom audience quota is used up", advice: "wait, then call less often"},
	{code: 80004, class: rateLimited, retry: throttled, meaning: "the ads management quota is used up", advice: "wait, then call less often"},
	{code: 80005, class: rateLimited, retry: throttled, meaning: "the lead generation quota is used up", advice: "wait, then call less often"},
	{code: 80006, class: rateLimited, retry: throttled, meaning: "the Messenger quota is used up", advice: "wait, then call less often"},
	{code: 80007, class: rateLimited, retry: throttled, meaning: "the WhatsApp Business Account's quota is used up", advice: "wait, then call less often"},
	{code: 80008, class: rateLimited, retry: throttled, meaning: "the management quota of the WhatsApp Business Account is used up", advice: "wait, then call less often"},
	{code: 80009, class: rateLimited, retry: throttled, meaning: "the catalog management quota is used up", advice: "wait, then call less often"},
	{code: 80014, class: rateLimited, retry: throttled, meaning: "the catalog batch quota is used up", advice: "wait, then call less often"},
	{code: 130403, class: policy, action: ActionEscalate, about: SubjectRecipient, meaning: "your business has blocked this user", advice: "unblock the user first"},
	{code: 130429, class: rateLimited, retry: spread, meaning: "the number's throughput is exceeded", advice: "send more slowly"},
	{code: 130472, class: policy, about: SubjectRecipient, meaning: "the recipient is in a marketing experiment and gets no such message", advice: "do not send it again"},
	{code: 130497, class: policy, about: SubjectRecipient, meaning: "the account may not message users in that country", advice: "do not send to that country"},
	{code: 131000, class: transient, retry: ambiguous, meaning: "an unknown failure", advice: "try again later; if it persists, ask Meta with the trace id"},
	{code: 131005, class: permission, meaning: "access denied", advice: "grant the permission to the token"},
	{code: 131008, class: invalid, meaning: "a required parameter is missing", advice: "add the parameter"},
	{code: 131009, class: invalid, meaning: "a parameter has a bad value", advice: "correct the parameter"},
	{code: 131016, class: transient, retry: ambiguous, meaning: "the service is temporarily unavailable", advice: "try again later"},
	{code: 131020, class: invalid, about: SubjectRecipient, meaning: "the group is not valid", advice: "check the group id"},
	{code: 131021, class: invalid, about: SubjectRecipient, meaning: "sender and recipient are the same", advice: "send to another number"},
	{code: 131026, class: policy, about: SubjectRecipient, meaning: "the message cannot be delivered to this recipient", advice: "check that the recipient uses WhatsApp and has accepted its terms"},
	{code: 131030, class: policy, action: ActionEscalate, about: SubjectRecipient, meaning: "the recipient is not on the test number's list", advice: "add the recipient to the allowed list"},
	{code: 131031, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "the account is locked, or the PIN does not match", advice: "see the account's status in the Business Manager"},
	{code: 131037, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "the display name is not approved", advice: "have the display name approved"},
	{code: 131041, class: notFound, about: SubjectRecipient, meaning: "the group is unknown", advice: "check the group id"},
	{code: 131042, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "there is a problem with billing", advice: "check the payment method"},
	{code: 131044, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "there is a problem with billing for calls", advice: "check the payment method"},
	{code: 131045, class: invalid, action: ActionEscalate, about: SubjectSender, meaning: "the number is not registered properly", advice: "register the phone number"},
	{code: 131047, class: policy | reEngagement, about: SubjectRecipient, meaning: "more than 24 hours since the recipient last wrote", advice: "send a template message"},
	{code: 131048, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "the number is restricted for spam signals", advice: "check the number's quality rating before sending more"},
	{code: 131049, class: policy, retry: delayed, wait: 24 * time.Hour, action: ActionRetryLater, about: SubjectRecipient, meaning: "held back to keep the recipient's experience healthy", advice: "do not send it again within 24 hours"},
	{code: 131050, class: policy | optedOut, about: SubjectRecipient, meaning: "the recipient has stopped marketing messages from this business", advice: "do not send marketing messages to this recipient"},
	{code: 131051, class: invalid, meaning: "the message type is not supported", advice: "use another message type"},
	{code: 131052, class: invalid, meaning: "the media could not be downloaded", advice: "check the media link or id"},
	{code: 131053, class: invalid, meaning: "the media could not be processed", advice: "check the media's type, codec and size"},
	{code: 131055, class: invalid, meaning: "the method or message type is not allowed here", advice: "use another message type or API"},
	{code: 131056, class: rateLimited | pairRate, retry: spread, about: SubjectRecipient, meaning: "too many messages to this recipient in a short time", advice: "wait before sending to this recipient again"},
	{code: 131057, class: transient, retry: asksAgain, about: SubjectSender, meaning: "the account is in maintenance", advice: "try again in a minute"},
	{code: 131059, class: invalid | staleCursor, meaning: "the paging cursor is no longer valid", advice: "start over at the first page"},
	{code: 131060, class: notFound, meaning: "the inbound message is not available", advice: "ask the sender to send it again"},
	{code: 131062, class: invalid, about: SubjectRecipient, meaning: "this message type needs a phone number, not a user id", advice: "send to the phone number"},
	{code: 131063, class: policy, about: SubjectTemplate, meaning: "marketing templates are disabled for this account on Cloud API", advice: "use the Marketing Messages API"},
	{code: 131064, class: rateLimited, wait: 24 * time.Hour, meaning: "the messaging limit is cut because templates were miscategorised", advice: "wait until the limit is lifted"},
	{code: 131201, class: invalid, meaning: "the group request was carried out only in part", advice: "see the answer for what failed"},
	{code: 131202, class: invalid, meaning: "the participant is listed twice", advice: "remove the duplicate"},
	{code: 131204, class: invalid, meaning: "too many participants", advice: "use fewer participants"},
	{code: 131207, class: policy, about: SubjectRecipient, meaning: "the group is suspended", advice: "do not use this group"},
	{code: 131208, class: rateLimited, retry: throttled, about: SubjectRecipient, meaning: "the group's rate limit was reached", advice: "wait, then call less often"},
	{code: 131209, class: invalid, meaning: "the picture's aspect ratio is wrong", advice: "use a square picture"},
	{code: 131210, class: invalid, meaning: "the picture is too small", advice: "use a larger picture"},
	{code: 131211, class: invalid, meaning: "the number of groups is at its limit", advice: "delete a group first"},
	{code: 131212, class: invalid, meaning: "the participant is not in the group", advice: "check the participant"},
	{code: 131213, class: invalid, meaning: "there is no such join request", advice: "list the join requests again"},
	{code: 131214, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "creating groups is disabled", advice: "see the account's status"},
	{code: 131215, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "the number is not eligible for groups", advice: "see the requirements for groups"},
	{code: 132000, class: invalid, meaning: "the number of template parameters is wrong", advice: "send as many parameters as the template has"},
	{code: 132001, class: notFound, about: SubjectTemplate, meaning: "the template does not exist in that language, or is not approved", advice: "check the template's name, language and status"},
	{code: 132005, class: invalid, meaning: "the filled-in template text is too long", advice: "use shorter parameters"},
	{code: 132007, class: policy, about: SubjectTemplate, meaning: "the template violates a policy", advice: "change the template"},
	{code: 132008, class: invalid, meaning: "a template parameter has a bad value", advice: "correct the parameter"},
	{code: 132012, class: invalid, meaning: "a template parameter has a bad format", advice: "correct the parameter"},
	{code: 132015, class: policy, action: ActionEscalate, about: SubjectTemplate, meaning: "the template is paused for low quality", advice: "edit the template and have it approved"},
	{code: 132016, class: policy, about: SubjectTemplate, meaning: "the template is disabled for good", advice: "create another template"},
	{code: 132018, class: invalid, meaning: "the template's parameters are not valid", advice: "correct the parameters"},
	{code: 132068, class: policy, action: ActionEscalate, about: SubjectTemplate, meaning: "the flow is blocked", advice: "correct the flow"},
	{code: 132069, class: rateLimited, retry: delayed, wait: time.Hour, about: SubjectTemplate, meaning: "the flow is throttled to 10 messages an hour", advice: "wait, and correct the flow"},
	{code: 133000, class: invalid, meaning: "an earlier deregistration is incomplete", advice: "deregister the number again, then register it"},
	{code: 133004, class: transient, retry: asksAgain, meaning: "the registration server is unavailable", advice: "try again later"},
	{code: 133005, class: invalid, meaning: "the PIN is wrong", advice: "use the number's two-step verification PIN"},
	{code: 133006, class: invalid, action: ActionEscalate, about: SubjectSender, meaning: "the phone number must be verified first", advice: "request and verify a code"},
	{code: 133008, class: rateLimited, meaning: "too many wrong PINs", advice: "wait as long as the details say"},
	{code: 133009, class: rateLimited, meaning: "the PIN was tried too soon", advice: "wait as long as the details say"},
	{code: 133010, class: invalid, action: ActionEscalate, about: SubjectSender, meaning: "the phone number is not registered", advice: "register the phone number"},
	{code: 133015, class: transient, retry: delayed, wait: 5 * time.Minute, about: SubjectSender, meaning: "the phone number was deleted just now", advice: "wait five minutes"},
	{code: 133016, class: rateLimited, retry: delayed, wait: 72 * time.Hour, meaning: "more than 10 registrations or deregistrations within 72 hours", advice: "wait 72 hours"},
	{code: 134011, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "the payment terms are not accepted", advice: "accept the terms"},
	{code: 134100, class: invalid, meaning: "only marketing templates may be sent here", advice: "use the messages endpoint"},
	{code: 134101, class: transient, retry: delayed, wait: 10 * time.Minute, about: SubjectTemplate, meaning: "the template is still being synchronised", advice: "wait ten minutes"},
	{code: 134102, class: policy, about: SubjectTemplate, meaning: "the template cannot be used here", advice: "use another template"},
	{code: 135000, class: invalid, meaning: "a generic user error", advice: "check the parameters"},
	{code: 136024, class: invalid, meaning: "the phone number is verified already, or a code was requested too often", advice: "check the number's verification status"},
	{code: 136025, class: invalid, meaning: "the phone number is not verified", advice: "request and verify a code"},
	{code: 137000, class: policy, about: SubjectRecipient, meaning: "the recipient's identity has changed", advice: "confirm the recipient's identity, then send with the new hash"},
	{code: 138000, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "calling is not enabled", advice: "enable calling for the number"},
	{code: 138001, class: policy, about: SubjectRecipient, meaning: "the receiver cannot be called", advice: "send a message instead"},
	{code: 138002, class: rateLimited, retry: throttled, meaning: "too many calls at a time", advice: "wait until a call ends"},
	{code: 138003, class: invalid, meaning: "the call is a duplicate", advice: "end the first call"},
	{code: 138004, class: transient, retry: ambiguous, about: SubjectRecipient, meaning: "the call could not be connected", advice: "try again later"},
	{code: 138005, class: rateLimited, retry: throttled, meaning: "the call rate limit was reached", advice: "wait, then call less often"},
	{code: 138006, class: policy, about: SubjectRecipient, meaning: "the user has not permitted calls", advice: "ask for permission to call"},
	{code: 138007, class: transient, retry: ambiguous, about: SubjectRecipient, meaning: "the call timed out", advice: "try again later"},
	{code: 138009, class: rateLimited, wait: 24 * time.Hour, about: SubjectRecipient, meaning: "too many requests for permission to call", advice: "wait until the limit is lifted"},
	{code: 138012, class: rateLimited, wait: 24 * time.Hour, about: SubjectRecipient, meaning: "too many calls to this user", advice: "wait until the limit is lifted"},
	{code: 138013, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "business-initiated calling is not available", advice: "see the requirements for calling"},
	{code: 138014, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "calling is disabled for low quality", advice: "see the number's quality rating"},
	{code: 138015, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "calling cannot be enabled at this messaging limit", advice: "raise the messaging limit"},
	{code: 138017, class: policy, about: SubjectRecipient, meaning: "permission to call is held already", advice: "call without asking"},
	{code: 138018, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "the requirements for calling are not met", advice: "see the requirements for calling"},
	{code: 138019, class: invalid, meaning: "the call was terminated", advice: "see the details"},
	{code: 138020, class: invalid, meaning: "the call was terminated", advice: "see the details"},
	{code: 138021, class: invalid, meaning: "the call was terminated", advice: "see the details"},
	{code: 138022, class: invalid, meaning: "the call was terminated", advice: "see the details"},
	{code: 138023, class: invalid, meaning: "the call was terminated", advice: "see the details"},
	{code: 139000, class: policy, action: ActionEscalate, about: SubjectTemplate, meaning: "the flow is blocked for integrity", advice: "see the account's status"},
	{code: 139001, class: invalid, meaning: "the flow could not be updated", advice: "check the flow's state; the user message says why"},
	{code: 139002, class: invalid, meaning: "the flow could not be published", advice: "correct what the user message says; it may be the flow's JSON, its endpoint, its app or the public key"},
	{code: 139003, class: invalid, meaning: "the flow could not be deprecated", advice: "check the flow's state: only a published one can be deprecated, and only once"},
	{code: 139004, class: invalid, meaning: "the flow could not be deleted", advice: "deprecate it: only a draft can be deleted"},
	{code: 139006, class: invalid, meaning: "the flow has made too few requests for metrics", advice: "wait until there are 250"},
	{code: 139100, class: invalid, meaning: "some users could not be blocked or unblocked", advice: "see the answer for who failed"},
	{code: 139101, class: invalid, meaning: "the block list is full", advice: "unblock users first"},
	{code: 139102, class: invalid | staleCursor, meaning: "the block list changed while it was read", advice: "start over at the first page"},
	{code: 139103, class: transient, retry: ambiguous, meaning: "the block list failed internally", advice: "try again later"},
	{code: 139200, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "messages without a template are blocked for this business", advice: "send an approved template"},
	{code: 141006, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "there is a problem with the payment method", advice: "check the payment method"},
	{code: 147001, class: invalid, meaning: "the username is taken", advice: "choose another username"},
	{code: 147002, class: policy, about: SubjectRequest, meaning: "the username is not eligible", advice: "choose another username"},
	{code: 147003, class: invalid, meaning: "the Facebook page is not linked", advice: "link the page"},
	{code: 147004, class: invalid, meaning: "the Instagram account is not linked", advice: "link the account"},
	{code: 147005, class: invalid, meaning: "the username must be transferred first", advice: "transfer the username"},
	{code: 200002, class: invalid, meaning: "the template could not be created", advice: "correct the template"},
	{code: 200005, class: invalid, meaning: "template insights are not available", advice: "enable template insights later"},
	{code: 200006, class: invalid, meaning: "template insights cannot be switched off", advice: "leave them on"},
	{code: 200007, class: invalid, meaning: "template insights are not enabled", advice: "enable template insights"},
	{code: 200008, class: invalid, action: ActionEscalate, about: SubjectSender, meaning: "the account has no linked phone number", advice: "link a phone number to the account"},
	{code: 1609005, class: invalid, meaning: "the link could not be processed", advice: "check the link"},
	{code: 1752041, class: invalid | registered, meaning: "onboarding was requested already", advice: "nothing is left to do"},
	{code: 2388001, class: invalid, meaning: "the number cannot be migrated", advice: "see the user message"},
	{code: 2388012, class: invalid, meaning: "the number cannot be migrated", advice: "see the user message"},
	{code: 2388019, class: invalid, meaning: "the account has as many templates as it may", advice: "delete a template first"},
	{code: 2388039, class: invalid, meaning: "the template's state does not allow edits", advice: "wait until the review is over"},
	{code: 2388040, class: invalid, meaning: "a template field is too long", advice: "shorten it"},
	{code: 2388047, class: invalid, meaning: "the template header is malformed", advice: "correct the header"},
	{code: 2388072, class: invalid, meaning: "the template body is malformed", advice: "correct the body"},
	{code: 2388073, class: invalid, meaning: "the template footer is malformed", advice: "correct the footer"},
	{code: 2388091, class: invalid, meaning: "the number cannot be migrated", advice: "see the user message"},
	{code: 2388093, class: invalid, meaning: "the number cannot be migrated", advice: "see the user message"},
	{code: 2388103, class: invalid, meaning: "the number cannot be migrated", advice: "see the user message"},
	{code: 2388293, class: invalid, meaning: "the template has too many variables for its length", advice: "use more text or fewer variables"},
	{code: 2388299, class: invalid, meaning: "the template starts or ends with a variable", advice: "put text around it"},
	{code: 2388318, class: invalid, about: SubjectTemplate, meaning: "a template that Meta has made cannot be updated", advice: "create a template of your own"},
	{code: 2388330, class: invalid, about: SubjectTemplate, meaning: "a template that Meta has made cannot be deleted", advice: "leave it"},
	{code: 2494055, class: rateLimited, retry: throttled, meaning: "a rate limit was reached", advice: "wait, then call less often"},
	{code: 2494100, class: transient, retry: delayed, wait: time.Minute, about: SubjectSender, meaning: "the number is in maintenance", advice: "try again in a few minutes"},
	{code: 2494164, class: notFound, meaning: "the in-app sign-up does not exist", advice: "check the id"},
	{code: 2494165, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "in-app sign-up is not available to this account", advice: "ask Meta to enable it"},
	{code: 2494166, class: invalid, meaning: "the confirmation message has an unknown placeholder", advice: "use no other placeholder than {{promo_code}}"},
	{code: 2494167, class: invalid, meaning: "the confirmation message has a placeholder without a value", advice: "give a promo_code, or remove {{promo_code}}"},
	{code: 2494168, class: policy, action: ActionEscalate, about: SubjectSender, meaning: "the business has not accepted the terms of in-app sign-up", advice: "have them accepted with the first sign-up"},
	{code: 2494176, class: invalid, meaning: "the business has already accepted the terms of in-app sign-up", advice: "leave out the policy"},
	{code: 2494177, class: invalid, meaning: "the URL of the terms is not the approved one", advice: "use the URL in Meta's guide"},
	{code: 2494179, class: invalid, meaning: "the website of the sign-up is not an https URL", advice: "use an https URL"},
	{code: 2494191, class: permission, meaning: "the app may not take the conversation", advice: "only the escalation partner takes; change the routing in Meta Business Suite"},
	{code: 2593079, class: invalid, meaning: "the ownership cannot be moved", advice: "see the user message"},
	{code: 2593085, class: invalid, meaning: "the ownership cannot be moved", advice: "see the user message"},
	{code: 2593107, class: invalid, meaning: "the synchronisation was used already", advice: "onboard the number again"},
	{code: 2593108, class: invalid, meaning: "more than 24 hours since onboarding", advice: "onboard the number again"},
	{code: 4027001, class: invalid, meaning: "the sequence's input is malformed", advice: "check the types and formats of all fields"},
	{code: 4027005, class: permission, meaning: "the sequence could not be created", advice: "check the token's permissions for the account"},
	{code: 4027006, class: permission, meaning: "the sequence could not be updated", advice: "check the sequence id and the token's permissions"},
	{code: 4027007, class: policy, wait: 24 * time.Hour, action: ActionRetryLater, about: SubjectSender, meaning: "the API is not available to this account yet", advice: "wait a day or two"},
	{code: 4027010, class: invalid, meaning: "a parameter is missing", advice: "add the parameter"},
	{code: 4027012, class: invalid | sequenceInUse, meaning: "the sequence belongs to an active ad", advice: "disconnect it from the ad first"},
	{code: 4027017, class: notFound, meaning: "the sequence does not exist or is not accessible", advice: "check the sequence id and the token's permissions"},
}

// proofRejected is the row of a missing or wrong appsecret_proof, which only
// the message tells from the other failures of code 100.
var proofRejected = errorCode{
	code: invalidParameter, class: invalid, action: ActionEscalate, about: SubjectSender,
	meaning: "the request is not signed with the app's secret", advice: "give the client the secret of the token's app with WithAppSecret",
}

// secretRejected is the row of a wrong app secret, which only the message tells
// from the other failures of code 1.
var secretRejected = errorCode{
	code: unknownError, class: invalid, action: ActionEscalate, about: SubjectSender,
	meaning: "the app secret is wrong", advice: "give the client the secret of this app with WithAppSecret",
}

// A retryRule says what an error code proves about the request.
type retryRule uint8

const (
	// never: the request must change first.
	never retryRule = iota
	// throttled: refused before any effect; wait, then repeat.
	throttled
	// spread: like throttled, with longer waits: Meta asks for four times the
	// wait after every refusal.
	spread
	// delayed: refused before any effect; repeat after the wait of its row.
	delayed
	// asksAgain: refused before any effect; repeat soon.
	asksAgain
	// ambiguous: the request may have been carried out.
	ambiguous
)

// An errorCode is one row of the table of Graph's error codes.
type errorCode struct {
	code       int
	subcode    int
	class      class
	retry      retryRule
	wait       time.Duration // the shortest wait that makes sense; zero when unknown
	maxRetries int           // a limit below the policy's; zero for none
	action     Action        // replaces the action of the class
	about      Subject       // replaces the subject of the class
	meaning    string
	advice     string
}

// lookUp returns the row of a code, preferably with the same subcode, and nil
// for a code that is not in the table.
func lookUp(code, subcode int) *errorCode {
	for _, sub := range [...]int{subcode, 0} {
		index, found := slices.BinarySearchFunc(errorCodes[:], errorCode{code: code, subcode: sub}, func(row, key errorCode) int {
			return cmp.Or(cmp.Compare(row.code, key.code), cmp.Compare(row.subcode, key.subcode))
		})
		if found {
			return &errorCodes[index]
		}
	}
	// Codes 201 to 299 are permission errors too, without rows of their own.
	if code > 200 && code < 300 {
		return lookUp(200, 0)
	}
	return nil
}

func classOfStatus(status int) class {
	switch {
	case status == http.StatusUnauthorized:
		return unauthorized
	case status == http.StatusForbidden:
		return permission
	case status == http.StatusNotFound, status == http.StatusGone:
		return notFound
	case status == http.StatusTooManyRequests:
		return rateLimited
	case status == http.StatusRequestTimeout, status >= http.StatusInternalServerError:
		return transient
	}
	return invalid
}
