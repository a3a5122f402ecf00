package main

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"github.com/opentracing-contrib/go-chi/bench/internal/picture"
)

// draw draws the ratios to the bare service into a file: a panel for each figure.
func (r results) draw(file string) error {
	var panels []*plot.Plot
	for _, panel := range []struct {
		title string
		of    column
	}{
		{"processor time, less is better", cpu},
		{"throughput, more is better", throughput},
		{"99th percentile, less is better", p99},
	} {
		p, err := r.panel(panel.title, panel.of)
		if err != nil {
			return err
		}
		panels = append(panels, p)
	}
	return picture.Write(file, vg.Points(640), vg.Points(230), panels...)
}

const barWidth = 14 // in points

// panel draws two bars for each library, not sampled and sampled.
func (r results) panel(title string, c column) (*plot.Plot, error) {
	p := picture.New()
	p.Title.Text = title
	p.X.Label.Text = "× the service without tracing"
	p.X.Tick.Marker = plot.ConstantTicks{{Value: 0, Label: "0"}, {Value: 1, Label: "1"}, {Value: 2, Label: "2"}, {Value: 3, Label: "3"}}
	names := r.libraries()
	slices.Reverse(names) // the axis begins at the bottom
	var labels []string
	for _, library := range names {
		labels = append(labels, strings.TrimPrefix(library, "chitrace-")) // or there is no room for the bars
	}
	p.NominalY(labels...)
	for _, sampled := range []bool{false, true} {
		var ratios plotter.Values
		for _, library := range names {
			ratios = append(ratios, median(r.ratios(r.of(variant{library, sampled}), c)))
		}
		bars, err := plotter.NewBarChart(ratios, vg.Points(barWidth))
		if err != nil {
			return nil, err
		}
		bars.Horizontal, bars.LineStyle.Width = true, 0
		bars.Color, bars.Offset = picture.Blue, vg.Points(barWidth/2)
		if sampled {
			bars.Color, bars.Offset = picture.Orange, -bars.Offset
		}
		p.Add(bars)
		for i, ratio := range ratios {
			text, err := picture.Text(ratio, float64(i), fmt.Sprintf("%.2f", ratio))
			if err != nil {
				return nil, err
			}
			text.Offset = vg.Point{X: vg.Points(3), Y: bars.Offset}
			p.Add(text)
		}
		p.Legend.Add(map[bool]string{false: "not sampled", true: "sampled"}[sampled], bars)
	}
	p.X.Min, p.X.Max = 0, 1.25*p.X.Max // leave room for the labels,
	p.Y.Min = -1.3                     // and for the legend
	p.Legend.Left, p.Legend.Padding = true, vg.Points(2)
	without, err := plotter.NewLine(plotter.XYs{{X: 1, Y: -0.5}, {X: 1, Y: p.Y.Max}})
	if err != nil {
		return nil, err
	}
	without.Color, without.Dashes = picture.Gray, []vg.Length{vg.Points(3), vg.Points(3)}
	p.Add(without)
	return p, nil
}
