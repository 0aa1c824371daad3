package conformance

// The sources of the operations that the document lacks.
const (
	appsReference       = "Meta's reference of apps"
	businessesReference = "Meta's reference of businesses"
	debugReference      = "Meta's reference of debug_token"

	accessTokensGuide   = "Meta's guide on access tokens"
	analyticsGuide      = "Meta's guide on analytics"
	authenticationGuide = "Meta's guide on authentication templates"
	businessAppGuide    = "Meta's guide on users of the WhatsApp Business app"
	creditLinesGuide    = "Meta's guide on credit lines"
	conversionsGuide    = "Meta's guide on the Conversions API"
	groupsGuide         = "Meta's guide on groups"
	hostedSignupGuide   = "Meta's guide on hosted Embedded Signup"
	inAppSignupGuide    = "Meta's guide on In-App Signup"
	paymentsGuide       = "Meta's guide on payments in India"
	pricingGuide        = "Meta's guide on the pricing of marketing messages"
	preverifiedGuide    = "Meta's guide on pre-verified numbers"
	signupGuide         = "Meta's guide on Embedded Signup"
	routingGuide        = "Meta's guide on conversation routing"
	solutionsGuide      = "Meta's guide on multi-partner solutions"
	systemUsersGuide    = "Meta's guide on system users"
	templatesGuide      = "Meta's guide on templates"
	uploadsGuide        = "Meta's guide on uploads"
	userIDsGuide        = "Meta's guide on business-scoped user ids"
	verificationGuide   = "Meta's guide on partner-led verification"
	welcomeGuide        = "Meta's guide on welcome message sequences"

	// apiDescription is facebook-business-sdk-codegen, which Meta makes its own
	// SDKs from.
	apiDescription = "Meta's description of its API"
	olderReference = "an older reference of Meta's"
	otherSDKs      = "other SDKs; no page of Meta's is known"
)
