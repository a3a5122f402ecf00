package codec_test

import (
	"bytes"
	"log"
	"os"
	"testing"
)

// logged is what the standard logger was given.
var logged bytes.Buffer

func TestMain(m *testing.M) {
	log.SetOutput(&logged)
	code := m.Run()
	if logged.Len() > 0 {
		_, _ = os.Stderr.WriteString("the standard logger was used:\n" + logged.String())
		code = 1
	}
	os.Exit(code)
}
