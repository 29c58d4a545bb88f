import './router.js'
import './plain.js'
