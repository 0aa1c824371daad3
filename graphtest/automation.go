package graphtest

import (
	"regexp"
	"slices"
	"unicode/utf8"
)

var botKind = &kind{
	name:     "bot",
	typeName: "WhatsAppBusinessBot",
	standard: "id enable_welcome_message prompts commands",
	objects:  map[string]*kind{"commands": commandKind},
}

var commandKind = &kind{
	typeName: "WhatsAppBusinessBotCommand",
	standard: "command_name command_description",
}

const (
	maxPrompts            = 4
	maxPromptLength       = 80
	maxCommands           = 30
	maxCommandName        = 32
	maxCommandDescription = 256
)

var commandNamePattern = regexp.MustCompile(`^[a-zA-Z0-9_]+$`)

// configureAutomation changes the settings in the request and keeps the others.
func (c *call) configureAutomation() (any, *failure) {
	prompts, promptsGiven, f := c.params.texts("prompts")
	if f != nil {
		return nil, f
	}
	if f := checkPrompts(prompts); f != nil {
		return nil, f
	}
	commands, commandsGiven, f := c.commands()
	if f != nil {
		return nil, f
	}
	welcome, welcomeGiven, f := c.params.flag("enable_welcome_message")
	if f != nil {
		return nil, f
	}

	bot := c.node.links["bot"]
	if promptsGiven {
		bot.values["prompts"] = prompts
	}
	if commandsGiven {
		bot.values["commands"] = commands
	}
	if welcomeGiven {
		bot.values["enable_welcome_message"] = welcome
	}
	return success(), nil
}

func checkPrompts(prompts []string) *failure {
	if len(prompts) > maxPrompts {
		return invalid("Too many prompts: %d were given, %d are allowed", len(prompts), maxPrompts)
	}
	for i, prompt := range prompts {
		if length := utf8.RuneCountInString(prompt); length > maxPromptLength {
			return invalid("Param prompts[%d] has %d characters, %d are allowed", i, length, maxPromptLength)
		}
	}
	return nil
}

func (c *call) commands() (commands []any, given bool, f *failure) {
	values, given, f := c.params.list("commands")
	if f != nil || !given {
		return nil, given, f
	}
	if len(values) > maxCommands {
		return nil, true, invalid("Too many commands: %d were given, %d are allowed", len(values), maxCommands)
	}
	commands = []any{}
	names := map[string]bool{}
	for i, value := range values {
		command, f := checkCommand(i, value)
		if f != nil {
			return nil, true, f
		}
		name := command["command_name"].(string)
		if names[name] {
			return nil, true, unprocessable("Command names must be unique: %q is given twice", name)
		}
		names[name] = true
		commands = append(commands, command)
	}
	return commands, true, nil
}

func checkCommand(i int, value any) (map[string]any, *failure) {
	given, ok := value.(map[string]any)
	if !ok {
		return nil, invalid("Param commands[%d] must be an object", i)
	}
	name, ok := given["command_name"].(string)
	if !ok {
		return nil, missing("command_name")
	}
	description, ok := given["command_description"].(string)
	if !ok {
		return nil, missing("command_description")
	}
	if !commandNamePattern.MatchString(name) {
		return nil, invalid("Command name %q is not valid: use letters, digits and underscores only", name)
	}
	if len(name) > maxCommandName {
		return nil, invalid("Command name %q has %d characters, %d are allowed", name, len(name), maxCommandName)
	}
	if length := utf8.RuneCountInString(description); length > maxCommandDescription {
		return nil, invalid("The description of command %q has %d characters, %d are allowed",
			name, length, maxCommandDescription)
	}
	return map[string]any{"command_name": name, "command_description": description}, nil
}

// automationOf returns the conversational_automation field of a phone number,
// or nil if nothing is set.
func automationOf(phone *node) any {
	bot := phone.links["bot"].values
	prompts, _ := bot["prompts"].([]string)
	commands, _ := bot["commands"].([]any)
	if len(prompts) == 0 && len(commands) == 0 && bot["enable_welcome_message"] != true {
		return nil
	}
	return map[string]any{
		"id":                     bot["id"],
		"enable_welcome_message": bot["enable_welcome_message"],
		"prompts":                slices.Clone(prompts),
		"commands":               slices.Clone(commands),
	}
}
