package whatsapp

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	templateVariable     = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)
	templateVariableName = regexp.MustCompile(`^[a-z0-9_]*[a-z_][a-z0-9_]*$`)
	edgeOfTemplateText   = regexp.MustCompile(`^\s*\{\{[^{}]*\}\}|\{\{[^{}]*\}\}\s*$`)
)

// variablesOf returns the names or numbers of the variables of a text, each
// once.
func variablesOf(text string) []string {
	if !strings.Contains(text, "{{") {
		return nil
	}
	var names []string
	for _, match := range templateVariable.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, match[1]) {
			names = append(names, match[1])
		}
	}
	return names
}

// templateTextRules are what a text with variables is held to.
type templateTextRules struct {
	// field has the text, and samples and namedSamples are the members of its
	// example.
	field, samples, namedSamples string
	named                        bool
}

// variables checks the variables of a text and their samples.
func (v *violations) variables(rules templateTextRules, text string, examples []TemplateExample) {
	variables := variablesOf(text)
	for _, variable := range variables {
		switch {
		case rules.named && !templateVariableName.MatchString(variable):
			v.add(rules.field, `has the variable {{%s}}; the name of a variable has small letters, digits and underscores`, variable)
		case !rules.named && !isDigits(variable):
			v.add(rules.field, `has the variable {{%s}}; variables are numbered, unless parameter_format is NAMED`, variable)
		}
	}
	if rules.named {
		v.namedSamples("example."+rules.namedSamples, variables, examples)
		return
	}
	v.numbersWithoutGaps(rules.field, variables)
	if len(examples) != len(variables) {
		v.add("example."+rules.samples, "has %d samples; the text has %d variables", len(examples), len(variables))
	}
	for i, example := range examples {
		place := fmt.Sprintf("example.%s[%d]", rules.samples, i)
		v.require(place, example.Value)
		if example.Name != "" {
			v.add(place, "has the name %q; set parameter_format to NAMED", example.Name)
		}
	}
}

// numbersWithoutGaps checks that the variables are 1 to n.
func (v *violations) numbersWithoutGaps(field string, variables []string) {
	for number := 1; number <= len(variables); number++ {
		if !slices.Contains(variables, strconv.Itoa(number)) {
			v.add(field, "has %d variables but no {{%d}}; number them from 1, without gaps", len(variables), number)
			return
		}
	}
}

func (v *violations) namedSamples(field string, variables []string, examples []TemplateExample) {
	sampled := map[string]bool{}
	for i, example := range examples {
		place := fmt.Sprintf("%s[%d]", field, i)
		switch {
		case example.Name == "":
			v.add(place+".param_name", "is required")
		case !slices.Contains(variables, example.Name):
			v.add(place+".param_name", "is %q; the text has no such variable", example.Name)
		case sampled[example.Name]:
			v.add(place+".param_name", "is %q, which has a sample already", example.Name)
		}
		v.require(place+".example", example.Value)
		sampled[example.Name] = true
	}
	for _, variable := range variables {
		if !sampled[variable] {
			v.add(field, "has no sample for {{%s}}", variable)
		}
	}
}
