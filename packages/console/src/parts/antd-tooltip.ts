/** A chunk of its own, so that nobody waits for it before the page is drawn. */
export { Tooltip } from 'antd';
