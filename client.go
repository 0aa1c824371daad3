package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wabakit/whatsapp/internal/appsecret"
	"github.com/wabakit/whatsapp/internal/backoff"
)

const (
	// DefaultAPIVersion is the version of the Graph API that this package is
	// tested against.
	DefaultAPIVersion = "v23.0"

	// Version is the version of this package.
	Version = "0.1.0"

	defaultHost           = "graph.facebook.com"
	defaultBaseURL        = "https://" + defaultHost
	defaultAttemptTimeout = 30 * time.Second
)

// A Client calls the Graph API. It does not change after it is made and may be
// used by any number of goroutines.
type Client struct {
	Analytics          *AnalyticsService
	Applications       *ApplicationService
	Automation         *AutomationService
	BlockedUsers       *BlockedUserService
	Bots               *BotService
	BusinessProfiles   *BusinessProfileService
	Businesses         *BusinessService
	Calls              *CallService
	Commerce           *CommerceService
	Compliance         *ComplianceService
	Conversions        *ConversionService
	CreditLines        *CreditLineService
	Flows              *FlowService
	Groups             *GroupService
	Media              *MediaService
	MessageHistory     *MessageHistoryService
	Messages           *MessageService
	OnBehalf           *OnBehalfService
	Payments           *PaymentService
	PhoneNumbers       *PhoneNumberService
	PreverifiedNumbers *PreverifiedNumberService
	QRCodes            *QRCodeService
	Signups            *SignupService
	Solutions          *SolutionService
	Subscriptions      *SubscriptionService
	Templates          *TemplateService
	Threads            *ThreadService
	Tokens             *TokenService
	Uploads            *UploadService
	Users              *UserService
	WABAs              *WABAService
	WelcomeSequences   *WelcomeSequenceService

	config *config
}

// service is the common part of all services.
type service struct{ client *Client }

// config holds the result of a client's options. It does not change after the
// client is made.
type config struct {
	credential     *credential
	proof          *appsecret.Key
	base           url.URL
	version        string
	root           string // the path that those of operations are appended to
	httpClient     http.Client
	userAgent      string
	header         http.Header // of every request
	retry          RetryPolicy
	budget         *backoff.Budget
	ownBudget      bool // the options ask for a new budget
	sharedBudget   bool // the options ask for the parent's budget
	attemptTimeout time.Duration
	logger         *slog.Logger
	observer       Observer
	limiter        Limiter // nil for none
	mediaHosts     []string
	versionNotice  *sync.Once
	speaksHTTP1    *atomic.Bool // whether the last request that must be sent once used HTTP/1
}

// NewClient makes a client that uses the access token. It checks its arguments,
// and uses neither the network nor the environment.
//
// For the kinds of tokens and their permissions, see
// https://developers.facebook.com/docs/whatsapp/business-management-api/get-started
func NewClient(token string, opts ...Option) (*Client, error) {
	base, err := url.Parse(defaultBaseURL)
	if err != nil {
		return nil, err
	}
	settings := config{
		base:           *base,
		version:        DefaultAPIVersion,
		userAgent:      "wabakit-whatsapp-go/" + Version,
		retry:          RetryPolicy{}.withDefaults(),
		attemptTimeout: defaultAttemptTimeout,
		mediaHosts:     []string{"lookaside.fbsbx.com", "*.fbsbx.com", "*.fbcdn.net"},
		versionNotice:  new(sync.Once),
		speaksHTTP1:    new(atomic.Bool),
	}
	if token != "" {
		opts = append([]Option{WithToken(token)}, opts...)
	}
	return newClient(settings, opts)
}

// NewClientFromEnv makes a client from WHATSAPP_ACCESS_TOKEN and, where they
// are set, WHATSAPP_APP_SECRET, WHATSAPP_API_VERSION and WHATSAPP_BASE_URL.
// Options take precedence over the environment.
func NewClientFromEnv(opts ...Option) (*Client, error) {
	token := os.Getenv("WHATSAPP_ACCESS_TOKEN")
	if token == "" {
		return nil, errors.New("whatsapp: the environment variable WHATSAPP_ACCESS_TOKEN is not set")
	}
	var fromEnvironment []Option
	if value := os.Getenv("WHATSAPP_APP_SECRET"); value != "" {
		fromEnvironment = append(fromEnvironment, WithAppSecret(value))
	}
	if value := os.Getenv("WHATSAPP_API_VERSION"); value != "" {
		fromEnvironment = append(fromEnvironment, WithAPIVersion(value))
	}
	if value := os.Getenv("WHATSAPP_BASE_URL"); value != "" {
		fromEnvironment = append(fromEnvironment, WithBaseURL(value))
	}
	return NewClient(token, append(fromEnvironment, opts...)...)
}

// Clone makes a client that differs in the options and shares the rest with
// this one: the connection pool, and unless a token or a retry policy is given,
// the budget of retries. Use it for one client per tenant:
//
//	tenant, err := client.Clone(whatsapp.WithToken(token))
func (c *Client) Clone(opts ...Option) (*Client, error) { return newClient(*c.config, opts) }

func newClient(settings config, opts []Option) (*Client, error) {
	settings.ownBudget, settings.sharedBudget = false, false
	for _, option := range opts {
		if option == nil {
			return nil, errors.New("whatsapp: an option is nil")
		}
		if err := option.applyClient(&settings); err != nil {
			return nil, err
		}
	}
	if settings.credential == nil {
		return nil, errors.New("whatsapp: the access token is empty; pass one, or use WithTokenSource")
	}
	if settings.httpClient.Transport == nil {
		settings.httpClient.Transport = newTransport()
	}
	if settings.budget == nil || settings.ownBudget && !settings.sharedBudget {
		settings.budget = backoff.NewBudget(settings.retry.Budget)
	}
	settings.root = settings.base.Path + "/" + settings.version + "/"
	settings.header = http.Header{"Accept": acceptJSON, "User-Agent": {settings.userAgent}}
	// A redirect is never followed: its target would get the access token.
	settings.httpClient.CheckRedirect = refuseRedirect
	client := &Client{config: &settings}
	client.wireServices()
	return client, nil
}

// wireServices sets the services, which share one value.
func (c *Client) wireServices() {
	common := &service{client: c}
	c.Analytics = (*AnalyticsService)(common)
	c.Applications = (*ApplicationService)(common)
	c.Automation = (*AutomationService)(common)
	c.BlockedUsers = (*BlockedUserService)(common)
	c.Bots = (*BotService)(common)
	c.BusinessProfiles = (*BusinessProfileService)(common)
	c.Businesses = (*BusinessService)(common)
	c.Calls = (*CallService)(common)
	c.Commerce = (*CommerceService)(common)
	c.Compliance = (*ComplianceService)(common)
	c.Conversions = (*ConversionService)(common)
	c.CreditLines = (*CreditLineService)(common)
	c.Flows = (*FlowService)(common)
	c.Groups = (*GroupService)(common)
	c.Media = (*MediaService)(common)
	c.MessageHistory = (*MessageHistoryService)(common)
	c.Messages = (*MessageService)(common)
	c.OnBehalf = (*OnBehalfService)(common)
	c.Payments = (*PaymentService)(common)
	c.PhoneNumbers = (*PhoneNumberService)(common)
	c.PreverifiedNumbers = (*PreverifiedNumberService)(common)
	c.QRCodes = (*QRCodeService)(common)
	c.Signups = (*SignupService)(common)
	c.Solutions = (*SolutionService)(common)
	c.Subscriptions = (*SubscriptionService)(common)
	c.Templates = (*TemplateService)(common)
	c.Threads = (*ThreadService)(common)
	c.Tokens = (*TokenService)(common)
	c.Uploads = (*UploadService)(common)
	c.Users = (*UserService)(common)
	c.WABAs = (*WABAService)(common)
	c.WelcomeSequences = (*WelcomeSequenceService)(common)
}

// APIVersion returns the version of the Graph API that this client requests.
func (c *Client) APIVersion() string { return c.config.version }

// String names the client without its secrets.
func (c *Client) String() string {
	return fmt.Sprintf("whatsapp.Client{%s://%s, %s}", c.config.base.Scheme, c.config.base.Host, c.config.version)
}

// LogValue returns the parts that are safe to log.
func (c *Client) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("base_url", c.config.base.Scheme+"://"+c.config.base.Host),
		slog.String("api_version", c.config.version),
	)
}

// Do performs an operation that this package has no method for, with the same
// guarantees: escaping, authentication, retries, typed errors and limits. The
// answer is decoded into out, which must be a pointer, or nil to only check for
// success.
//
//	var answer struct {
//		ID string `json:"id"`
//	}
//	err := client.Do(ctx, whatsapp.Operation{Method: "GET", Path: []string{wabaID}}, &answer)
func (c *Client) Do(ctx context.Context, op Operation, out any, opts ...RequestOption) error {
	if target := reflect.ValueOf(out); out != nil && (target.Kind() != reflect.Pointer || target.IsNil()) {
		return fmt.Errorf("whatsapp: Do needs a pointer that is not nil to decode into, not %T", out)
	}
	if err := op.check(); err != nil {
		return err
	}
	op.allowEmpty = true
	return c.perform(ctx, op, out, opts)
}
