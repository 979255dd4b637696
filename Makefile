# What a person types. Each target is a task of tasks.py; options pass through ARGS:
#     make lab ARGS="--port 9999 --no-browser"        make test ARGS="-k linear"
# Another Python:
#     make lab PYTHON=python3.12
PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help lab test notebooks sync measure weights bench lock clean

help lab test notebooks sync measure weights bench lock clean:
	@$(PYTHON) tasks.py $@ $(ARGS)
