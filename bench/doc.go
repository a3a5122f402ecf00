// Package bench measures what chitrace costs, side by side with the libraries
// that do the same job. The README says how to run it and what is compared.
package bench
