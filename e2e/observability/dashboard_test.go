package observability

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// dashboard is what this test reads of Grafana's.
type dashboard struct {
	UID    string
	Panels []panel
}

type panel struct {
	ID      int
	Type    string
	Title   string
	GridPos struct{ X, Y, W, H int }
	Targets []query
}

type query struct {
	RefID    string
	Expr     string
	Exemplar bool
}

func readDashboard(t *testing.T) dashboard {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(deploy, "grafana", "dashboards", "chitrace.json"))
	if err != nil {
		t.Fatal(err)
	}
	var d dashboard
	if err := json.Unmarshal(content, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// Panels have ids of their own and do not lie on each other.
func TestDashboardLayout(t *testing.T) {
	ids, cells := map[int]string{}, map[[2]int]string{}
	for _, p := range readDashboard(t).Panels {
		if other, taken := ids[p.ID]; taken {
			t.Errorf("%q and %q have the id %d", p.Title, other, p.ID)
		}
		ids[p.ID] = p.Title
		for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
			for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
				if other, taken := cells[[2]int{x, y}]; taken {
					t.Fatalf("%q and %q both lie at %d, %d", p.Title, other, x, y)
				}
				cells[[2]int{x, y}] = p.Title
			}
		}
		if p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("%q is too wide", p.Title)
		}
		if p.Type != "row" && len(p.Targets) == 0 {
			t.Errorf("%q shows nothing", p.Title)
		}
	}
}

// variables gives the dashboard's variables a value.
var variables = strings.NewReplacer("$__rate_interval", "5s", "$job", ".+")

// checkDashboard expects every expression to have a value at that time, and those
// with exemplars to have some since the other.
func checkDashboard(t *testing.T, s server, at, since time.Time) {
	t.Helper()
	for _, p := range readDashboard(t).Panels {
		for _, target := range p.Targets {
			expr := variables.Replace(target.Expr)
			if !hasValue(s.query(t, expr, at)) {
				t.Errorf("%s, %s: no data for %s", p.Title, target.RefID, expr)
			}
			if target.Exemplar && len(s.exemplars(t, expr, since)) == 0 {
				t.Errorf("%s, %s: no exemplars for %s", p.Title, target.RefID, expr)
			}
		}
	}
}

func hasValue(result []series) bool {
	for _, s := range result {
		if !math.IsNaN(float64(s.Value)) {
			return true
		}
	}
	return false
}
