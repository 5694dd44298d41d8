"""What whoever runs the server looks at: figures for Prometheus, and what is wrong with an installation."""
