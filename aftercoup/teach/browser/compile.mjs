// node compile.mjs FOLDER NAME ...: put Python's bytecode into these wheels and zip files of FOLDER, which holds Pyodide.
//
// A page compiles each module that it imports anew, in every visit. Only Pyodide itself has the right compiler, so it
// runs here, in Node.js. A file of bytecode takes the place of the module's source; in a name that begins with
// "aftercoup" it stands beside the source. Of pygments' lexers, one for each language, only Python's is compiled. Of jedi,
// which completes what is typed, two thirds of the files are left out: they describe Django, other packages and Python
// 2, and a page needed longer to unpack them than all other packages together.

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, ...names] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: `${folder}/` });
python.runPython(`
import io, re, warnings, zipfile
from importlib.util import cache_from_source, source_hash
from importlib._bootstrap_external import _code_to_hash_pyc

warnings.simplefilter("ignore")

def compiled(data, with_source):
    given, made = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        def put(name, content, like):
            entry = zipfile.ZipInfo(name, like.date_time)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, like.external_attr
            archive.writestr(entry, content)
        for entry in given.infolist():
            if re.match("jedi/third_party/(django-stubs|typeshed/(third_party/(2and3|3)|stubs|stdlib/2))/", entry.filename):
                continue
            name, content = entry.filename, given.read(entry)
            code = None
            if name.endswith(".py") and ("/lexers/" not in name or name.endswith("/python.py")):
                try:
                    code = compile(content, name, "exec", dont_inherit=True)
                except (SyntaxError, ValueError):  # a template, or a test of wrong syntax
                    pass
            if code is None or with_source:
                put(name, content, entry)
            if code is not None:
                bytecode = _code_to_hash_pyc(code, source_hash(content), False)
                put(cache_from_source(name) if with_source else name + "c", bytecode, entry)
    return made.getvalue()
`);
const compiled = python.globals.get("compiled");
for (const name of names) {
  const file = `${folder}/${name}`;
  const made = compiled(python.toPy(new Uint8Array(readFileSync(file))), name.startsWith("aftercoup"));
  writeFileSync(file, made.toJs());
}
