"""Judges a configuration of Cribl Stream, as JSON in a file, with the models of Cribl's own client of its API.

The models let names and words pass that they do not know, for newer servers; here both are faults.
"""

import json
import sys
from enum import Enum
from typing import get_args

from cribl_control_plane import models
from pydantic import BaseModel, ValidationError


def is_word_list(annotation):
    """Whether one of a fixed list of words is asked for, perhaps among others."""
    if isinstance(annotation, type):
        return issubclass(annotation, Enum)
    return any(is_word_list(inner) for inner in get_args(annotation))


def find_unknown(given, model, path):
    """Names of `given` that its model does not have, and values outside the list of a field."""
    if isinstance(model, list):
        for index, (value, inner) in enumerate(zip(given, model)):
            yield from find_unknown(value, inner, f"{path}[{index}]")
    if not isinstance(model, BaseModel):
        return
    fields = {field.alias or name: (name, field) for name, field in type(model).model_fields.items()}
    for name, value in given.items():
        if name not in fields:
            yield f"{path}: {type(model).__name__} has no {name!r}"
            continue
        attribute, field = fields[name]
        inner = getattr(model, attribute)
        if is_word_list(field.annotation) and not isinstance(inner, (Enum, BaseModel, list)):
            yield f"{path}.{name}: {value!r} is not in its list"
        yield from find_unknown(value, inner, f"{path}.{name}")


def choose_models(config):
    """Each part of the file that has a model: its path, itself, the model."""
    if "outputs" in config:
        return [(f"outputs.{name}", part, models.OutputKafka) for name, part in config["outputs"].items()]
    if "routes" in config:
        return [("routes", config, models.Routes)]
    return [("pipeline", config, models.PipelineConf)]


def main(file):
    with open(file, encoding="utf-8") as stream:
        config = json.load(stream)
    faults = []
    for path, part, model in choose_models(config):
        try:
            faults += find_unknown(part, model.model_validate(part), path)
        except ValidationError as error:
            faults += [f"{path}.{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
    print("\n".join(faults))
    return 1 if faults else 0


sys.exit(main(sys.argv[1]))
