package simulator

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whatever a flow is, its screens can be drawn and checked.
func FuzzFlowScreens(f *testing.F) {
	for _, text := range []string{
		`{"version":"7.3","screens":[{"id":"A","layout":{"children":[{"type":"TextInput","name":"x","required":true},{"type":"Footer"}]}}]}`,
		`{"screens":[{"id":"A","data":{"x":{"type":"array"}},"layout":{"children":[{"type":"CheckboxGroup","name":"c","data-source":[{"id":"a"}],"init-value":["a","b"]}]}}]}`,
		`{"screens":[{"layout":{"children":[{"type":"If","condition":"${form.x} == ''","then":[{"type":"DatePicker","name":"x","min-date":1}]}]}}]}`,
		`{"screens":[{"layout":{"children":[{"type":"CalendarPicker","name":"x","mode":"range","init-value":{"start-date":"2026-01-01"}},{"type":"PhotoPicker","name":"p","init-value":[{"id":1}]}]}}]}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		document := &flowDocument{}
		if document.read([]byte(text)) != nil {
			return
		}
		w := &flowWalk{flow: document, message: &message{}, launch: &flowLaunch{}, state: flowOpen, known: map[string]*flowVisit{}}
		w.enter(document.screen(document.first()), nil)
		_, err := json.Marshal(w.view())
		require.NoError(t, err)
		w.validate(w.layout())
		_, err = json.Marshal(w.view())
		require.NoError(t, err)
	})
}
