import './plain.js'
import './router.js'
