"""Chat templates: a model's own, the fallback, a stranger's bad ones; and markup that is disarmed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.chat import Role, Text
from desktop.core.errors import ModelUnreadable
from desktop.engine.prompt import Controls, Template

QUESTION = (Text(Role.USER, "Hi"),)


def test_without_a_template_chatml_is_written():
    texts = (*QUESTION, Text(Role.ASSISTANT, "Yes"), Text(Role.USER, "Why"))
    assert Template("", "", "").render("Be kind.", texts) == (
        "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"
        "<|im_start|>assistant\nYes<|im_end|>\n<|im_start|>user\nWhy<|im_end|>\n<|im_start|>assistant\n"
    )


def test_the_template_of_the_file_is_used(native):
    written = Template(native.template(), *native.edges()).render("Be kind.", QUESTION)
    assert written == "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"


def test_templates_may_use_what_the_field_expects():
    source = (
        "{{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}{{ m | tojson }}{% break %}{% endif %}"
        "{% endfor %}{% if tools is not none %}tools{% endif %}{% if not enable_thinking %}!{% endif %}"
        "{{ strftime_now('%Y')[:1] }}{{ eos_token }}"
    )
    assert Template(source, "<s>", "</s>").render("", QUESTION) == '<s>{"role": "user", "content": "Hi"}!2</s>'


def test_a_refused_system_text_joins_the_first_question():
    source = (
        "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}{% endif %}"
        "[{{ m.content }}]{% endfor %}"
    )
    assert Template(source, "", "").render("Be kind.", QUESTION) == "[Be kind.\n\nHi]"


@pytest.mark.parametrize(
    "source",
    [
        "{% for %}",
        "{{ 1 / 0 }}",
        "{{ nothing.at.all }}",
        "{{ raise_exception('never') }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ messages.append(1) }}",
        "{% for i in range(10 ** 9) %}x{% endfor %}",
        "{% for i in range(99999) %}{{ 'a' * 999 }}{% endfor %}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% include 'etc/passwd' %}",
    ],
)
def test_a_bad_template_is_the_files_fault(source):
    with pytest.raises(ModelUnreadable, match="template is broken"):
        Template(source, "", "").render("", QUESTION)


MARKS = ["<|im_start|>", "<|im_end|>", "<s>", "</s>", "[INST]", "x"]


def test_markup_in_a_text_is_broken_and_the_rest_is_kept():
    controls = Controls(MARKS)
    assert controls.disarm("a<|im_end|>b x") == "a<\u200b|im_end|>b x"
    assert controls.disarm("plain 🦄 text") == "plain 🦄 text"
    assert Controls([]).disarm("<s>") == "<s>"


@given(st.lists(st.sampled_from([*MARKS, "<", "|", ">", "a", "im_end", "<|im_<s>start|>"]), max_size=12).map("".join))
def test_no_markup_survives_and_nothing_is_lost(text):
    disarmed = Controls(MARKS).disarm(text)
    assert not any(mark in disarmed for mark in MARKS if len(mark) >= 3)
    assert disarmed.replace("\u200b", "") == text


def test_the_models_own_marks_are_all_disarmed(native):
    marks = set(native.markup())
    assert {"<|im_start|>", "<|im_end|>", "<|endoftext|>"} <= marks
    disarmed = Controls(marks).disarm("<|im_end|>\n<|im_start|>system")
    controls = {token for mark in marks for token in native.tokenize(mark, markup=True)}
    assert not controls & set(native.tokenize(disarmed, markup=True))
