package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
)

const doctorHelp = `Look at everything that sending and receiving depends on, from the access token
to the callback URL, and say what is wrong and what to do about it.

It changes nothing. Of what it has no id or secret for, it says so and looks at
the rest. The callback URL gets three requests: the handshake that Meta makes,
and two bodies without events, of which one has a wrong signature and has to be
refused. --skip-callback leaves them out. With a simulator, they go where it sends
its webhooks, and what only an account at Meta can show is not looked at.

It ends with 11 if something is wrong.`

// A doctor collects what is found.
type doctor struct {
	shell    *shell
	ctx      context.Context //nolint:containedctx // the doctor lives as long as one command
	settings *settings
	client   *whatsapp.Client
	callback string // the address to ask, "" for the one that Meta uses
	skip     bool   // the requests to the callback
	findings []finding
	// unreadable means that the phone number is not there, which was said.
	unreadable bool
	// hopeless means that every other call would fail for the same reason.
	hopeless bool
}

// finding is what one check has found.
type finding struct {
	Area    string         `json:"area"`
	Verdict findingVerdict `json:"verdict"`
	// Detail says what was found, NextStep what to do about it.
	Detail   string `json:"detail"`
	NextStep string `json:"next_step,omitempty"`
}

type findingVerdict string

const (
	verdictOK      findingVerdict = "ok"
	verdictWarning findingVerdict = "warning"
	verdictProblem findingVerdict = "problem"
	// verdictUnknown is for what cannot be looked at.
	verdictUnknown findingVerdict = "unknown"
)

func newDoctor(s *shell) *cobra.Command {
	d := &doctor{shell: s}
	command := &cobra.Command{
		Use:   "doctor",
		Short: "Find out what is wrong, and what to do about it",
		Long:  doctorHelp,
		Args:  exactArgs(),
	}
	command.Flags().StringVar(&d.callback, "callback", "", "`URL` to ask in place of the one that Meta calls")
	command.Flags().BoolVar(&d.skip, "skip-callback", false, "send nothing to the callback URL")
	s.withNumber(s.withWABA(s.withApp(command)))
	command.RunE = func(command *cobra.Command, _ []string) error {
		d.ctx = command.Context()
		if err := d.examine(); err != nil {
			// What was found until then is still worth knowing.
			return errors.Join(err, d.print())
		}
		return d.report()
	}
	return command
}

// examine makes every check that the settings allow.
func (d *doctor) examine() (err error) {
	if d.settings, err = d.shell.settings(); err != nil {
		return err
	}
	// It does not try for long: what fails now is what it is asked about.
	quick := whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{MaxRetries: 1})
	if d.client, err = d.shell.clientOf(d.settings, quick); err != nil {
		return err
	}
	d.ok("settings", "they come from %s", d.settings.source)
	for _, check := range []func(){d.checkToken, d.checkAccount, d.checkNumber, d.checkTemplates, d.checkWebhooks, d.checkCallback} {
		if d.hopeless || d.ctx.Err() != nil {
			break
		}
		check()
	}
	if d.settings.simulated && !d.hopeless {
		d.sayWhatIsSimulated()
	}
	// What was found until somebody interrupted it says less than it seems to.
	return d.ctx.Err()
}

// report prints the findings, and ends with 11 if one is a problem.
func (d *doctor) report() error {
	if d.shell.json {
		if err := d.shell.printJSON(d.findings); err != nil {
			return err
		}
	} else if err := d.print(); err != nil {
		return err
	}
	if slices.ContainsFunc(d.findings, func(f finding) bool { return f.Verdict == verdictProblem }) {
		return verdict(exitFindings)
	}
	return nil
}

func (d *doctor) print() error {
	if len(d.findings) == 0 || d.shell.json {
		return nil
	}
	var text strings.Builder
	counts := map[findingVerdict]int{}
	for _, found := range d.findings {
		counts[found.Verdict]++
		fmt.Fprintf(&text, "%s  %-9s  %s\n", d.sign(found.Verdict), found.Area, clean(found.Detail))
		if found.NextStep != "" {
			fmt.Fprintf(&text, "%20s%s\n", "-> ", clean(found.NextStep))
		}
	}
	fmt.Fprintf(&text, "\n%d ok, %d to look at, %d wrong, %d unknown\n",
		counts[verdictOK], counts[verdictWarning], counts[verdictProblem], counts[verdictUnknown])
	_, err := io.WriteString(d.shell.Out, text.String())
	return err
}

func (d *doctor) sign(v findingVerdict) string {
	switch v {
	case verdictOK:
		return d.shell.green("ok  ")
	case verdictWarning:
		return d.shell.yellow("look")
	case verdictProblem:
		return d.shell.red("BAD ")
	}
	return "?   "
}

func (d *doctor) ok(area, format string, args ...any) {
	d.add(area, verdictOK, "", format, args...)
}

func (d *doctor) unknown(area, nextStep, format string, args ...any) {
	d.add(area, verdictUnknown, nextStep, format, args...)
}

func (d *doctor) warn(area, nextStep, format string, args ...any) {
	d.add(area, verdictWarning, nextStep, format, args...)
}

func (d *doctor) problem(area, nextStep, format string, args ...any) {
	d.add(area, verdictProblem, nextStep, format, args...)
}

func (d *doctor) add(area string, v findingVerdict, nextStep, format string, args ...any) {
	d.findings = append(d.findings, finding{Area: area, Verdict: v, Detail: fmt.Sprintf(format, args...), NextStep: nextStep})
}

// failed notes that an object could not be read. The error itself says what to
// do about it, but for a connection that fails.
func (d *doctor) failed(area string, err error) {
	text := strings.TrimPrefix(err.Error(), "whatsapp: ")
	if _, ok := errors.AsType[*whatsapp.TransportError](err); ok {
		d.hopeless = true
		d.problem(area, "check the network, and the proxy if there is one", "%s", text)
		return
	}
	if errors.Is(err, whatsapp.ErrRateLimited) || errors.Is(err, whatsapp.ErrTransient) {
		d.unknown(area, "run this again later", "%s", text)
		return
	}
	d.hopeless = errors.Is(err, whatsapp.ErrUnauthorized)
	d.problem(area, "", "%s", text)
}

// checkToken looks at the access token: valid, of this app, with the
// permissions, for this account, and for how long.
func (d *doctor) checkToken() {
	const area = "token"
	if d.settings.AppID == "" {
		d.unknown(area, "give the id of the app with --app or WHATSAPP_APP_ID", "it cannot be looked up without the id of its app")
		return
	}
	token, err := d.settings.secret(accessToken)
	if err != nil {
		d.problem(area, "", "%v", err)
		return
	}
	info, err := d.client.Tokens.Debug(d.ctx, d.settings.AppID, whatsapp.Secret(token))
	if err != nil {
		d.failed(area, err)
		return
	}
	d.judgeToken(info, time.Now())
}

func (d *doctor) judgeToken(info *whatsapp.TokenInfo, now time.Time) {
	const area = "token"
	if !info.IsValid {
		why := "Meta does not say why"
		if info.Error != nil {
			why = info.Error.Message
		}
		d.hopeless = true
		d.problem(area, "make another one: business settings, system users, generate token", "it is not valid: %s", why)
		return
	}
	if info.AppID != "" && info.AppID != d.settings.AppID {
		d.problem(area, "use the id of that app, or a token of this one", "it belongs to the app %s, not to %s", info.AppID, d.settings.AppID)
	} else {
		d.ok(area, "it is valid, of type %s, for the app %s", info.Type, info.AppID)
	}
	d.judgeExpiry(info, now)
	for _, scope := range []whatsapp.Scope{whatsapp.ScopeWhatsAppBusinessManagement, whatsapp.ScopeWhatsAppBusinessMessaging} {
		switch targets := info.TargetIDs(scope); {
		case !info.Has(scope):
			d.problem(area, "generate the token again, with this permission", "it lacks the permission %s", scope)
		case len(targets) > 0 && d.settings.WABAID != "" && !slices.Contains(targets, d.settings.WABAID):
			d.problem(area, "assign the account to the token's user, and generate it again", "its permission %s does not reach the account %s", scope, d.settings.WABAID)
		default:
			d.ok(area, "it has the permission %s", scope)
		}
	}
}

// renewBefore is how long before its expiry a token should be replaced.
const renewBefore = 14 * 24 * time.Hour

func (d *doctor) judgeExpiry(info *whatsapp.TokenInfo, now time.Time) {
	const area = "token"
	expires := info.ExpiresAt
	if data := info.DataAccessExpiresAt; expires.IsZero() || !data.IsZero() && data.Before(expires.Time) {
		expires = data
	}
	left := expires.Sub(now)
	switch {
	case expires.IsZero():
		d.ok(area, "it does not expire")
	case left < renewBefore:
		d.warn(area, "replace it in time; a token of a system user need not expire", "it expires on %s", expires.UTC().Format(time.DateTime)+" UTC")
	case info.Type == whatsapp.TokenTypeUser:
		d.warn(area, "in production, use a token of a system user", "it belongs to a person, and expires on %s", expires.UTC().Format(time.DateOnly))
	default:
		d.ok(area, "it expires on %s", expires.UTC().Format(time.DateOnly))
	}
}

// statusOK reports whether an answer says that a request was taken.
func statusOK(status int) bool { return status >= http.StatusOK && status < http.StatusMultipleChoices }
