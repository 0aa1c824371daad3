package graphtest

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// checkTexts holds the parameters of a text to its variables.
func checkTexts(component, text string, parameters []templateParameter) *failure {
	if f := checkVariables(component, variablesOf(text), parameters); f != nil {
		return f
	}
	length := utf8.RuneCountInString(text)
	for i, parameter := range parameters {
		value := string(parameter.Text)
		if !isAmong(parameter.Type, "text") {
			continue
		}
		switch {
		case value == "":
			return refused(131008, "%s: Parameter of type text is missing text value", component)
		case unevenSpace.MatchString(value):
			return refused(132018, "%s: Param text cannot have new-line/tab characters or more than 4 consecutive spaces", component)
		}
		length += utf8.RuneCountInString(value) - placeholder(text, i, parameter.Name)
	}
	most := maxTemplateBody
	if strings.HasSuffix(component, "header") {
		most = maxTemplateHeader
	}
	if len(parameters) > 0 && length > most {
		return refused(132005, "%s: the text has %d characters with its parameters, at most %d are allowed", component, length, most)
	}
	return nil
}

// unevenSpace is what a parameter must not have.
var unevenSpace = regexp.MustCompile(`[\n\t\r]| {5}`)

// placeholder returns the length of the variable that a parameter stands for.
func placeholder(text string, index int, name string) int {
	matches := templateVariable.FindAllStringSubmatch(text, -1)
	for i, match := range matches {
		if name == "" && i == index || name != "" && match[1] == name {
			return utf8.RuneCountInString(match[0])
		}
	}
	return 0
}

func checkVariables(component string, variables []string, parameters []templateParameter) *failure {
	if f := checkCount(component, len(parameters), len(variables)); f != nil {
		return f
	}
	named := slices.ContainsFunc(variables, func(name string) bool { return !digits.MatchString(name) })
	given := map[string]bool{}
	for _, parameter := range parameters {
		if !isAmong(parameter.Type, "text", "currency", "date_time") {
			return refused(132012, "%s: Format mismatch, expected TEXT, received %s", component, orElse(strings.ToUpper(parameter.Type), "UNKNOWN"))
		}
		if named && (!slices.Contains(variables, parameter.Name) || given[parameter.Name]) {
			return invalid("Parameter name is missing or unknown: template has the variables {%s} - got %q",
				strings.Join(variables, ", "), parameter.Name)
		}
		given[parameter.Name] = true
	}
	return nil
}

func checkCount(component string, got, want int) *failure {
	if got == want {
		return nil
	}
	return refused(132000, "%s: number of localizable_params (%d) does not match the expected number of params (%d)", component, got, want)
}
