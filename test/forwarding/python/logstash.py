"""Judges the grammar of a Logstash pipeline. Names and values of options are not judged."""

import sys

from logstash_pipeline_parser import Pipeline
from logstash_pipeline_parser.tree import ParseError

try:
    with open(sys.argv[1], encoding="utf-8") as stream:
        Pipeline(stream.read()).parse()
except ParseError as error:
    sys.exit(str(error))
