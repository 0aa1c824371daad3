package cli

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
)

const sendTemplateHelp = `Send a template that Meta has approved: the only message that reaches people who
have not written in the last 24 hours.

The values of the body come with --param, in their order or by name. A header
takes a text, or media as "whatsapp send image" does. A button is its position,
from 0, and its value. --check compares all of it with the template of the
account before anything is sent.`

// templateFlags are the values of a template's variables.
type templateFlags struct {
	language  string
	params    []string
	header    string
	image     string
	video     string
	document  string
	urls      []string
	replies   []string
	codes     []string
	flows     []string
	check     bool
	marketing bool
}

func newSendTemplate(s *shell) *cobra.Command {
	var values templateFlags
	f := &sender{shell: s}
	command := &cobra.Command{
		Use:   "template TO NAME",
		Short: "Send a template",
		Long:  sendTemplateHelp,
		Example: `  whatsapp send template +15550001234 hello_world -l en_US
  whatsapp send template +15550001234 order_shipped --param Ada --param 17 --url 0=17
  whatsapp send template +15550001234 welcome --param first_name=Ada --named`,
		Args: exactArgs("the recipient", "the name of the template"),
	}
	named := values.addFlags(command)
	f.addFlags(command)
	s.withWABA(command)
	command.RunE = func(command *cobra.Command, args []string) error {
		template, err := values.template(command, f, args[1], *named)
		if err != nil {
			return err
		}
		if values.check {
			if err := f.checkTemplate(command, template); err != nil {
				return err
			}
		}
		message := f.message(args[0], template)
		if values.marketing {
			return f.sendMarketing(command, message, template)
		}
		return f.send(command, message)
	}
	return command
}

func (v *templateFlags) addFlags(command *cobra.Command) (named *bool) {
	flags := command.Flags()
	flags.StringVarP(&v.language, "language", "l", "en_US", "`code` of the template's language")
	flags.StringArrayVar(&v.params, "param", nil, "`value` of a variable of the body, in their order")
	named = flags.Bool("named", false, "the variables have names: --param name=value")
	flags.StringVar(&v.header, "header", "", "`value` of the header's variable")
	flags.StringVar(&v.image, "header-image", "", "image of the header: file, link or id:ID")
	flags.StringVar(&v.video, "header-video", "", "video of the header: file, link or id:ID")
	flags.StringVar(&v.document, "header-document", "", "document of the header: file, link or id:ID")
	flags.StringArrayVar(&v.urls, "url", nil, "end of a button's URL, as `position=text`")
	flags.StringArrayVar(&v.replies, "reply", nil, "payload of a quick reply, as `position=text`")
	flags.StringArrayVar(&v.codes, "copy-code", nil, "code of a button that copies it, as `position=text`")
	flags.StringArrayVar(&v.flows, "flow", nil, "token of a button that opens a flow, as `position=text`")
	flags.BoolVar(&v.check, "check", false, "compare the values with the account's template first")
	flags.BoolVar(&v.marketing, "marketing", false, "send it by the Marketing Messages API")
	command.MarkFlagsMutuallyExclusive("header", "header-image", "header-video", "header-document")
	return named
}

func (v *templateFlags) template(command *cobra.Command, f *sender, name string, named bool) (whatsapp.Template, error) {
	template := whatsapp.Template{Name: name, Language: v.language}
	for _, param := range v.params {
		parameter := whatsapp.TextParameter{Text: param}
		if named {
			variable, value, ok := strings.Cut(param, "=")
			if !ok {
				return template, usagef(command, "invalid parameter %q; want name=value", param)
			}
			parameter = whatsapp.TextParameter{Name: variable, Text: value}
		}
		template.Body = append(template.Body, parameter)
	}
	header, err := v.headerValue(command, f)
	if err != nil {
		return template, err
	}
	if header != nil {
		template.Header = []whatsapp.TemplateParameter{header}
	}
	template.Buttons, err = v.buttons(command)
	return template, err
}

func (v *templateFlags) headerValue(command *cobra.Command, f *sender) (whatsapp.TemplateParameter, error) {
	if v.header != "" {
		return whatsapp.TextParameter{Text: v.header}, nil
	}
	for _, media := range []struct {
		argument string
		kind     mediaKind
		value    func(m mediaSource) whatsapp.TemplateParameter
	}{
		{v.image, imageKind, func(m mediaSource) whatsapp.TemplateParameter { return whatsapp.Image{ID: m.id, Link: m.link} }},
		{v.video, videoKind, func(m mediaSource) whatsapp.TemplateParameter { return whatsapp.Video{ID: m.id, Link: m.link} }},
		{v.document, documentKind, func(m mediaSource) whatsapp.TemplateParameter {
			return whatsapp.Document{ID: m.id, Link: m.link, Filename: m.filename}
		}},
	} {
		if media.argument == "" {
			continue
		}
		source, err := f.media(command.Context(), media.argument, media.kind)
		return media.value(source), err
	}
	return nil, nil
}

func (v *templateFlags) buttons(command *cobra.Command) ([]whatsapp.TemplateButton, error) {
	var buttons []whatsapp.TemplateButton
	for _, kind := range []struct {
		values []string
		button func(index int, value string) whatsapp.TemplateButton
	}{
		{v.urls, whatsapp.URLButton},
		{v.replies, whatsapp.QuickReplyButton},
		{v.codes, whatsapp.CopyCodeButton},
		{v.flows, func(index int, token string) whatsapp.TemplateButton { return whatsapp.FlowButton(index, token, nil) }},
	} {
		for _, text := range kind.values {
			position, value, ok := strings.Cut(text, "=")
			index, err := strconv.Atoi(position)
			if !ok || err != nil || index < 0 {
				return nil, usagef(command, "invalid button %q; want position=text, from 0", text)
			}
			buttons = append(buttons, kind.button(index, value))
		}
	}
	return buttons, nil
}

// checkTemplate compares a message with the template of the account.
func (f *sender) checkTemplate(command *cobra.Command, message whatsapp.Template) error {
	client, wabaID, err := f.shell.onAccount()
	if err != nil {
		return err
	}
	options := &whatsapp.ListTemplatesOptions{Name: message.Name, Languages: []string{message.Language}}
	for template, err := range client.Templates.All(command.Context(), wabaID, options) {
		if err != nil {
			return err
		}
		if template.Name == message.Name && template.Language == message.Language {
			return template.Check(message)
		}
	}
	return &hintError{
		err:  &absentError{fmt.Sprintf("the account has no template %q in %s", message.Name, message.Language)},
		hint: `"whatsapp templates list" shows those that it has.`,
	}
}

func (f *sender) sendMarketing(command *cobra.Command, message whatsapp.Message, template whatsapp.Template) error {
	if f.group || f.replyTo != "" {
		return usagef(command, "the Marketing Messages API knows neither groups nor replies")
	}
	marketing := whatsapp.MarketingMessage{To: message.To, Recipient: message.Recipient, Template: template, CallbackData: message.CallbackData}
	if f.dryRun {
		if err := marketing.Validate(); err != nil {
			return err
		}
		return f.shell.printJSON(marketing)
	}
	client, numberID, err := f.shell.onNumber()
	if err != nil {
		return err
	}
	sent, err := client.Messages.SendMarketing(command.Context(), numberID, marketing)
	if err != nil {
		return err
	}
	return f.shell.saySent(sent)
}
