// node run_in_pyodide.mjs ENGINE_DIR < requests.json > answers.json
import "../../builder/engine/answer.mjs";
