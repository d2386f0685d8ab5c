export const chart = () => ''
export const gauges = () => ''
